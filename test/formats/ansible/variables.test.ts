import { describe, expect, it } from 'vitest';
import {
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  inSsh,
  readingOfPlay,
  readingOfTasks,
  rulesOf,
  ssh,
  task,
} from './reading.js';

describe('variables', () => {
  const from = (cidr_ip: unknown) => task({ rules: [{ ports: 22, cidr_ip }], rules_egress: [] });

  it('with a literal are put in', () => {
    const vars = {
      office: '10.0.0.0/8',
      both: ['10.1.0.0/16', '10.2.0.0/16'],
      nets: { vpn: ['10.3.0.0/16'] },
      env: 'prod',
    };
    expect(rulesOf(readingOfPlay(vars, [from('{{ office }}')]))).toEqual(inSsh);
    expect(rulesOf(readingOfPlay(vars, [from('{{both}}')]))).toEqual(['in tcp/22 10.1.0.0/16 10.2.0.0/16']);
    expect(rulesOf(readingOfPlay(vars, [from("{{ nets['vpn'][0] }}")]))).toEqual(['in tcp/22 10.3.0.0/16']);
    expect(rulesOf(readingOfPlay(vars, [from('{{ nets.vpn }}')]))).toEqual(['in tcp/22 10.3.0.0/16']);
    const named = readingOfPlay(vars, [task({ ...ssh, name: '{{ env }}-web' })]);
    expect(rulesOf(named, 'prod-web')).toEqual(inSsh);
  });

  it('of a task hold before those of a block, and of a block before those of a play', () => {
    const block = { vars: { office: '10.1.0.0/16' }, block: [from('{{ office }}')] };
    expect(rulesOf(readingOfPlay({ office: '0.0.0.0/0' }, [block]))).toEqual(['in tcp/22 10.1.0.0/16']);
    const own = { ...from('{{ office }}'), vars: { office: '10.2.0.0/16' } };
    expect(rulesOf(readingOfPlay({ office: '0.0.0.0/0' }, [{ ...block, block: [own] }]))).toEqual([
      'in tcp/22 10.2.0.0/16',
    ]);
  });

  it('that the user gives hold before all', () => {
    const read = readingOfPlay({ office: '0.0.0.0/0' }, [from('{{ office }}')], { office: '10.0.0.0/8' });
    expectNothingSaid(read);
    expect(rulesOf(read)).toEqual(inSsh);
  });

  it('may need others, not themselves', () => {
    const vars = { a: '{{ b }}.0.0/16', b: '10.{{ c }}', c: 7, loop: '{{ pool }}', pool: '{{ loop }}' };
    expect(rulesOf(readingOfPlay(vars, [from('{{ a }}')]))).toEqual(['in tcp/22 10.7.0.0/16']);
    expectDiagnostic(
      readingOfPlay(vars, [from('{{ loop }}')]),
      'unknown-value',
      '"{{ loop }}"',
      'refers to itself',
    );
  });

  it.each<[text: string, why: string]>([
    ['{{ gone }}', "needs 'gone', which has no value here"],
    ['{{ office | default("0.0.0.0/0") }}', 'is not evaluated here'],
    ['{{ office + other }}', 'is not evaluated here'],
    ['{{ lookup("env", "X") }}', 'is not evaluated here'],
    ['{% if x %}0.0.0.0/0{% endif %}', 'is not evaluated here'],
    ['{{ office }}{# x #}', 'is not evaluated here'],
    ['{{ office.part }}', "needs 'part'"],
    ['{{ office.__proto__ }}', "needs '__proto__'"],
    ['{{ constructor }}', "needs 'constructor'"],
    ['{{ nets[9] }}', "needs '9'"],
    ['{{ omit }}', 'is not evaluated here'],
    ['{{ }}', 'is not evaluated here'],
    ['{{ a b }}', 'is not evaluated here'],
    ['{{ set }}', 'only when the play runs'],
    ['{{ asked }}', 'only when the play runs'],
    ['{{ answer.stdout }}', 'only when the play runs'],
  ])('that are not known match nothing, never anybody: %s', (text, why) => {
    const vars = {
      office: '10.0.0.0/8',
      nets: ['10.0.0.0/8'],
      set: '0.0.0.0/0',
      asked: '0.0.0.0/0',
      answer: { stdout: '0.0.0.0/0' },
    };
    const others = [{ set_fact: { set: 'x' } }, { command: 'x', register: 'answer' }];
    const read = readingOfPlay(vars, [...others, from(text)], {}, { vars_prompt: [{ name: 'asked' }] });
    expectDiagnostic(read, 'unknown-value', /^"\{/, why);
    expect(rulesOf(read)).toEqual([]);
  });

  it('that are not known take only themselves away from a list', () => {
    const read = readingOfTasks(
      task({ rules: [{ ports: [22, '{{ x }}'], cidr_ip: ['10.0.0.0/8', '{{ y }}'] }], rules_egress: [] }),
    );
    expect(codesOf(read)).toEqual(['unknown-value', 'unknown-value']);
    expect(rulesOf(read)).toEqual(inSsh);
  });

  it.each([
    { rules: '{{ x }}' },
    { rules: ['{{ x }}'] },
    { rules: [{ proto: '{{ x }}', cidr_ip: '0.0.0.0/0' }] },
    { rules: [{ from_port: '{{ x }}', to_port: 22, cidr_ip: '0.0.0.0/0' }] },
    { rules: [{ ports: '{{ x }}', cidr_ip: '0.0.0.0/0' }] },
    { rules: [{ ports: 22, group_name: '{{ x }}' }] },
    { rules_egress: '{{ x }}' },
    { rules_egress: ['{{ x }}'] },
    { egress_rules: '{{ x }}' },
  ])('that are not known are never everything: %j', (args) => {
    const read = readingOfTasks(task({ rules_egress: args.egress_rules ? undefined : [], ...args }));
    expect(codesOf(read)).toEqual(['unknown-value']);
    expect(rulesOf(read)).toEqual([]);
  });

  it('a group whose name is not known is not there', () => {
    const read = readingOfTasks(task({ ...ssh, name: '{{ env }}-web' }));
    expectDiagnostic(read, 'unknown-value', '"{{ env }}-web"', 'the name of a group');
    expect(read.diagnostics[0]!.suggestion).toBe('set it with --parameter env=VALUE');
    expect(read.definition.groups).toEqual([]);
  });

  it('of files hold before those of the play, and are not read', () => {
    const files = { vars_files: ['more.yml'] };
    const read = readingOfPlay({ office: '0.0.0.0/0' }, [from('{{ office }}')], {}, files);
    expectDiagnostic(read, 'unknown-value', '"{{ office }}"', "depends on 'vars_files'");
    const later = readingOfPlay({ office: '0.0.0.0/0' }, [{ include_vars: 'x' }, from('{{ office }}')]);
    expectDiagnostic(later, 'unknown-value', '"{{ office }}"', 'only when the play runs');
    expect([...rulesOf(read), ...rulesOf(later)]).toEqual([]);
  });

  it('that a task registers name the group that it makes', () => {
    const db = task({ name: 'db', ...ssh }, { register: 'made' });
    const web = (peer: object) => task({ rules: [{ ports: 22, ...peer }], rules_egress: [] });
    expect(rulesOf(readingOfTasks(db, web({ group_id: '{{ made.group_id }}' })))).toEqual([
      'in tcp/22 group:db',
    ]);
    expect(rulesOf(readingOfTasks(db, web({ group_name: '{{ made.group_name }}' })))).toEqual([
      'in tcp/22 group:db',
    ]);
    expect(codesOf(readingOfTasks(db, web({ group_name: '{{ made.group_id }}' })))).toEqual(['wrong-type']);
    expect(codesOf(readingOfTasks(db, web({ group_id: 'x{{ made.group_id }}' })))).toEqual(['unknown-value']);
    const twice = readingOfTasks(
      db,
      task({ name: 'other', ...ssh }, { register: 'made' }),
      web({ group_id: '{{ made.group_id }}' }),
    );
    expectDiagnostic(twice, 'unknown-value', /made/, 'only when the play runs');
  });
});

describe('conditions', () => {
  it('that hold change nothing, and those that do not hold leave the task out', () => {
    expect(rulesOf(readingOfPlay({ on: true }, [task(ssh, { when: 'on' })]))).toEqual(inSsh);
    expect(
      rulesOf(
        readingOfPlay({ on: false, not_off: true }, [
          task(ssh, { when: ['not on', 'not not true', 'TRUE', '{{ not_off }}'] }),
        ]),
      ),
    ).toEqual(inSsh);
    expect(readingOfPlay({ on: true }, [task(ssh, { when: 'not on' })]).definition.groups).toEqual([]);
    expect(readingOfPlay({}, [{ when: false, block: [task(ssh)] }]).definition.groups).toEqual([]);
  });

  it.each([
    { when: 'gone' },
    { when: "env == 'prod'" },
    { when: [true, 'x is defined'] },
    { tags: ['never'] },
    { tags: 'a, never' },
  ])('that are not known leave a group that lets nothing through: %j', (more) => {
    const read = readingOfTasks(task({ rules: [{ ports: 22, cidr_ip: '0.0.0.0/0' }] }, more));
    expectDiagnostic(read, 'unknown-value', /./, "whether group 'web' is created");
    expect(rulesOf(read)).toEqual([]);
    const around = readingOfTasks({ ...more, block: [task(ssh)] });
    expect(rulesOf(around)).toEqual([]);
  });

  it('on a task that may delete a group leave it without rules', () => {
    const read = readingOfTasks(task(ssh), task({ state: 'absent' }, { when: 'gone' }));
    expect(codesOf(read)).toEqual(['unknown-value']);
    expect(rulesOf(read)).toEqual([]);
  });
});
