import { describe, expect, it } from 'vitest';
import { ansible } from '../../../src/formats/ansible/index.js';
import {
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  groupOf,
  inSsh,
  reading,
  readingOfTasks,
  rulesOf,
  ssh,
  task,
} from './reading.js';

describe('documents', () => {
  it.each<[document: unknown, key: readonly (string | number)[]]>([
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
