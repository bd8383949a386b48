import { describe, expect, it } from 'vitest';
import { ansible } from '../../../src/formats/ansible/index.js';
import {
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  groupOf,
  reading,
  readingOfPlay,
  readingOfTasks,
  rulesOf,
  task,
} from './reading.js';

const ssh = { rules: [{ ports: 22, cidr_ip: '10.0.0.0/8' }], rules_egress: [] };
const inSsh = ['in tcp/22 10.0.0.0/8'];

describe('documents', () => {
  it.each([
    [[task()], [0, 'amazon.aws.ec2_security_group']],
    [[{ hosts: 'all', tasks: [{ ping: null }, task()] }], [0, 'tasks', 1, 'amazon.aws.ec2_security_group']],
    [[{ block: [{ always: [{ ec2_group: {} }] }] }], [0, 'block', 0, 'always', 0, 'ec2_group']],
    [[{ hosts: 'all', tasks: [] }], [0, 'tasks']],
  ])('are known by a task or a play: %j', (value, key) => {
    expect(ansible.keyOf(value)).toEqual(key);
  });

  it.each([
    [[]],
    [{}],
    [null],
    [[{ ping: null }]],
    [[{ ID: 'x' }]],
    [{ ec2_group: {} }],
    [[Object.create({ ec2_group: {} })]],
  ])('are something else: %j', (value) => {
    expect(ansible.keyOf(value)).toBeUndefined();
  });

  it('take the variables that they ask for as parameters', () => {
    const play = {
      hosts: '{{ target }}',
      vars: { a: 1 },
      tasks: [task({ name: '{{ env }}-{{ b.c }}' }, { when: 'enabled' })],
    };
    expect(new Set(ansible.parametersOf?.([play]))).toEqual(
      new Set(['target', 'a', 'env', 'b', 'c', 'enabled']),
    );
  });

  it('are read as YAML, with places in it', () => {
    const text = `- hosts: localhost
  tasks:
    - name: web
      amazon.aws.ec2_security_group:
        name: web
        description: web
        rules:
          - ports: [80, 8080-8099]
            cidr_ip: 0.0.0.0/33
`;
    const read = reading({ 'play.yaml': text });
    expectDiagnostic(read, 'invalid-address', '0.0.0.0/33');
  });
});

describe('tasks', () => {
  it.each([
    'amazon.aws.ec2_security_group',
    'community.aws.ec2_security_group',
    'ec2_security_group',
    'amazon.aws.ec2_group',
    'community.aws.ec2_group',
    'ec2_group',
  ])('use the module %s', (module) => {
    const read = readingOfTasks({
      [module]: { name: 'web', description: 'd', ...ssh, tags: { Team: 'a', n: 1 } },
    });
    expectNothingSaid(read);
    expect(rulesOf(read)).toEqual(inSsh);
    const { name, description, tags } = groupOf(read, 'web');
    expect([name, description, [...tags]]).toEqual([
      'web',
      'd',
      [
        ['Team', 'a'],
        ['n', '1'],
      ],
    ]);
  });

  it.each(['pre_tasks', 'tasks', 'post_tasks'])('stand in the %s of a play', (key) => {
    const read = reading({ 'play.json': [{ hosts: 'all', [key]: [task(ssh)] }] });
    expectNothingSaid(read);
    expect(rulesOf(read)).toEqual(inSsh);
  });

  it.each(['block', 'always'])('stand in a %s, within another', (key) => {
    const read = readingOfTasks({ block: [{ [key]: [task(ssh)] }] });
    expectNothingSaid(read);
    expect(rulesOf(read)).toEqual(inSsh);
  });

  it('written as one text are refused', () => {
    const read = readingOfTasks({ ec2_group: 'name=web description=d' });
    expectDiagnostic(read, 'wrong-type', '"name=web description=d"');
  });

  it('that are written elsewhere are not followed, with a warning', () => {
    const read = readingOfTasks(task(ssh), { include_tasks: 'more.yml' });
    expectDiagnostic(read, 'ignored-value', '"more.yml"', 'is not followed');
    const roles = reading({ 'play.json': [{ hosts: 'all', roles: ['a'], tasks: [task(ssh)] }] });
    expectDiagnostic(roles, 'ignored-value', '[ "a" ]');
  });

  it('with a misspelt key are refused: what it was meant to say would be lost', () => {
    const args = readingOfTasks(task({ ...ssh, rules_egress: undefined, rules_egres: [] }));
    expectDiagnostic(args, 'unknown-key', '"rules_egres"');
    expect(args.diagnostics[0]!.suggestion).toContain('rules_egress');
    const keyword = readingOfTasks(task(ssh, { whn: 'off' }));
    expectDiagnostic(keyword, 'unknown-key', '"whn"');
    const block = readingOfTasks({ block: [task(ssh)], wehn: 'off' });
    expectDiagnostic(block, 'unknown-key', '"wehn"');
    expect([args, keyword].map(({ definition }) => definition.groups)).toEqual([[], []]);
  });

  it('may have more arguments under args', () => {
    expect(rulesOf(readingOfTasks(task({}, { args: ssh })))).toEqual(inSsh);
  });

  it('take what module_defaults say, such as who may leave', () => {
    const defaults = { 'amazon.aws.ec2_security_group': { rules_egress: [] } };
    const read = reading({ 'play.json': [{ hosts: 'all', module_defaults: defaults, tasks: [task()] }] });
    expect(rulesOf(read)).toEqual([]);
    const group = { 'group/aws': { rules_egress: [], region: 'x' } };
    expect(rulesOf(reading({ 'a.json': [{ block: [task()], module_defaults: group }] }))).toEqual([]);
  });

  it('take the defaults that the innermost place says, all of them, and none of other modules', () => {
    const open = { rules: [{ ports: 22, cidr_ip: '0.0.0.0/0' }] };
    const inner = { block: [task()], module_defaults: { ec2_group: { rules_egress: [] } } };
    for (const module_defaults of [
      { 'amazon.aws.ec2_security_group': open },
      [{ ec2_group: open }],
      { 'group/other.cloud.all': open },
    ])
      expect(rulesOf(reading({ 'a.json': [{ hosts: 'all', module_defaults, tasks: [inner] }] }))).toEqual([]);
    const group = { 'group/aws': open, ec2_group: ssh };
    expect(rulesOf(readingOfTasks({ block: [task()], module_defaults: group }))).toEqual(inSsh);
  });

  it.each<[object, object]>([
    [{}, { args: '{{ more }}' }],
    [{ module_defaults: { ec2_group: '{{ more }}' } }, {}],
    [{ module_defaults: ['{{ more }}'] }, {}],
  ])('of which arguments are not known let nothing through: %j, %j', (around, more) => {
    const read = readingOfTasks({ block: [task(ssh, more)], ...around });
    expect(codesOf(read)).toEqual(['unknown-value']);
    expect(rulesOf(read)).toEqual([]);
  });
});

describe('groups', () => {
  it('that are absent are not there', () => {
    const read = readingOfTasks(task({ state: 'absent' }));
    expectNothingSaid(read);
    expect(read.definition.groups).toEqual([]);
    expect(readingOfTasks(task(ssh), task({ state: 'absent' })).definition.groups).toEqual([]);
    expect(rulesOf(readingOfTasks(task({ state: 'absent' }), task(ssh)))).toEqual(inSsh);
  });

  it.each([{ state: 'maybe' }, { state: '{{ state }}' }, { state: ['absent'] }])(
    'of which that is not known let nothing through: %j',
    (more) => {
      const read = readingOfTasks(task({ ...ssh, ...more }));
      expect(read.diagnostics).toHaveLength(1);
      expect(rulesOf(read)).toEqual([]);
    },
  );

  it('whose rules stay beside those that they have already are known in part', () => {
    const read = readingOfTasks(task({ ...ssh, purge_rules: false }));
    expectDiagnostic(read, 'unknown-value', 'false', 'keeps rules');
    expect(rulesOf(read)).toEqual(inSsh);
    expect(codesOf(readingOfTasks(task({ ...ssh, purge_rules_egress: 'no' })))).toEqual(['unknown-value']);
    expectNothingSaid(readingOfTasks(task({ ...ssh, purge_rules: 'yes', purge_rules_egress: true })));
  });

  it.each<[string, object, object]>([
    ['in two VPCs', { ...ssh, vpc_id: 'vpc-1' }, { vpc_id: 'vpc-2' }],
    ['in two regions', { ...ssh, region: 'a' }, { region: 'b' }],
  ])('of one name must mean the same %s', (_, one, other) => {
    expectDiagnostic(readingOfTasks(task(one), task(other)), 'duplicate', '"web"');
  });

  it('of one name must mean the same in two files, whose order is not known', () => {
    expectDiagnostic(reading({ 'a.json': [task(ssh)], 'b.json': [task()] }), 'duplicate', '"web"');
  });

  it.each(['sg-1', 'a"b', 'x'.repeat(256)])('have names that AWS takes: %j', (name) => {
    expect(codesOf(readingOfTasks(task({ ...ssh, name })))).toEqual(['invalid-name']);
  });

  it('without a name are known by their id', () => {
    const read = readingOfTasks({ ec2_group: { group_id: 'sg-1', description: 'd', ...ssh } });
    expectNothingSaid(read);
    expect(rulesOf(read, 'sg-1')).toEqual(inSsh);
    expect(codesOf(readingOfTasks({ ec2_group: { description: 'd' } }))).toEqual(['wrong-type']);
  });
});

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

  it.each([
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

describe('loops', () => {
  it.each(['loop', 'with_items', 'with_list'])('over a literal list make a group each: %s', (key) => {
    const read = readingOfTasks(
      task(
        { ...ssh, name: '{{ item.name }}', rules: [{ ports: '{{ item.port }}', cidr_ip: '10.0.0.0/8' }] },
        {
          [key]: [
            { name: 'a', port: 80 },
            { name: 'b', port: 81 },
          ],
        },
      ),
    );
    expectNothingSaid(read);
    expect([rulesOf(read, 'a'), rulesOf(read, 'b')]).toEqual([
      ['in tcp/80 10.0.0.0/8'],
      ['in tcp/81 10.0.0.0/8'],
    ]);
  });

  it('say once what is not known for all items', () => {
    const rules = [{ ports: 22, cidr_ip: '{{ gone }}' }];
    const read = readingOfTasks(task({ name: '{{ item }}', rules }, { loop: ['a', 'b', 'c'] }));
    expectDiagnostic(read, 'unknown-value', '"{{ gone }}"');
    expect(read.definition.groups).toHaveLength(3);
  });

  it('may call their variable otherwise, and take a list of a variable', () => {
    const more = { loop: '{{ names }}', loop_control: { loop_var: 'one' } };
    const read = readingOfPlay({ names: ['a', 'b'] }, [task({ ...ssh, name: '{{ one }}' }, more)]);
    expectNothingSaid(read);
    expect(read.definition.groups.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it.each([{ loop: '{{ gone }}' }, { with_dict: { a: 1 } }, { loop: 'text' }])(
    'over what is not known make no group that depends on it: %j',
    (more) => {
      const read = readingOfTasks(task({ ...ssh, name: '{{ item }}' }, more));
      expect(new Set(codesOf(read))).toEqual(new Set(['unknown-value']));
      expect(read.definition.groups).toEqual([]);
    },
  );

  it('over nothing make nothing', () => {
    expect(readingOfTasks(task(ssh, { loop: [] })).definition.groups).toEqual([]);
  });

  it('over more than there is memory for make nothing', () => {
    const loop = Array.from({ length: 5000 }, (_, i) => `g${i}`);
    const rules = Array.from({ length: 1000 }, () => ({ ports: 22, cidr_ip: '10.0.0.0/8' }));
    const read = readingOfTasks(task({ name: '{{ item }}', rules }, { loop }));
    expect(codesOf(read)).toContain('unknown-value');
    expect(read.definition.groups).toEqual([]);
  });

  it('of variables that ask for more others than the stack holds are not known', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => [`v${i}`, `{{ v${i + 1} }}`]);
    const read = readingOfPlay({ ...Object.fromEntries(chain), v20000: 'web' }, [
      task({ ...ssh, name: '{{ v0 }}' }),
    ]);
    expectDiagnostic(read, 'unknown-value', '"{{ v0 }}"', 'nested too deeply');
    const deep = `${'['.repeat(250)}"{{ b }}"${']'.repeat(250)}`;
    const vars = { a: JSON.parse(deep), b: JSON.parse(deep.replace('b', 'c')), c: '10.0.0.0/8' };
    expect(codesOf(readingOfPlay(vars, [task({ rules: [{ ports: 22, cidr_ip: '{{ a }}' }] })]))).toEqual([
      'unknown-value',
    ]);
  });

  it('of variables that double one another end', () => {
    const vars = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`v${i}`, [`{{ v${i + 1} }}`, `{{ v${i + 1} }}`]]),
    );
    const read = readingOfPlay({ ...vars, v200: '10.0.0.0/8' }, [
      task({ rules: [{ ports: 22, cidr_ip: '{{ v0 }}' }], rules_egress: [] }),
    ]);
    expect(codesOf(read)).toContain('unknown-value');
    expect(rulesOf(read)).toEqual([]);
    const texts = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`v${i}`, `{{ v${i + 1} }}{{ v${i + 1} }}`]),
    );
    expect(codesOf(readingOfPlay({ ...texts, v200: 'x' }, [task({ ...ssh, name: '{{ v0 }}' })]))).toEqual([
      'unknown-value',
    ]);
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
