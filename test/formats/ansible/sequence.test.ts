import { describe, expect, it } from 'vitest';
import {
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  reading,
  readingOfPlay,
  readingOfTasks,
  rulesOf,
  task,
} from './reading.js';

const wide = { rules: [{ ports: 22, cidr_ip: '0.0.0.0/0' }], rules_egress: [] };
const office = { rules: [{ ports: 22, cidr_ip: '10.0.0.0/8' }], rules_egress: [] };
const both = { rules: [{ ports: [22, 80], cidr_ip: ['10.0.0.0/8', '192.0.2.0/24'] }], rules_egress: [] };
const https = { rules_egress: [{ ports: 443, cidr_ip: '10.0.0.0/8' }] };

const inWide = 'in tcp/22 anywhere-ipv4';
const inOffice = 'in tcp/22 10.0.0.0/8';
const outHttps = 'out tcp/443 10.0.0.0/8';
const everythingOut = 'out all anywhere-ipv4+ipv6';

describe('fact 34: a later task about the same group', () => {
  it.each<[string, object[], string[]]>([
    ['says the same', [task(office), task(office)], [inOffice]],
    ['fills it', [task(), task(office)], [inOffice]],
    ['replaces the rules', [task(wide), task(office)], [inOffice]],
    ['replaces the rules by more', [task(office), task(wide)], [inWide]],
    ['replaces them by none', [task(wide), task({ ...wide, rules: [] })], []],
    ['that says no rules takes them away', [task(wide), task()], []],
    [
      'that says nothing of what may leave leaves it',
      [task(https), task({ rules: office.rules })],
      [inOffice, outHttps],
    ],
    [
      'that keeps rules adds to them',
      [task(office), task({ rules: wide.rules, purge_rules: false })],
      [inOffice, inWide],
    ],
    [
      'that keeps rules and says none changes nothing',
      [task(office), task({ purge_rules: 'no' })],
      [inOffice],
    ],
    [
      'that keeps what may leave adds to it',
      [task({ rules_egress: [] }), task({ ...https, purge_rules_egress: false })],
      [outHttps],
    ],
    ['keeps what is still said twice', [task(office), task({ ...office, purge_rules: false })], [inOffice]],
    ['makes one anew that was deleted', [task(wide), task({ state: 'absent' }), task(office)], [inOffice]],
  ])('%s', (_, tasks, rules) => {
    const read = readingOfTasks(...tasks);
    expectNothingSaid(read);
    expect(rulesOf(read)).toEqual(rules);
  });

  it('in a loop is one after the other', () => {
    const rules = [{ ports: 22, cidr_ip: '{{ item }}' }];
    const read = readingOfTasks(task({ rules, rules_egress: [] }, { loop: ['0.0.0.0/0', '10.0.0.0/8'] }));
    expect(rulesOf(read)).toEqual([inOffice]);
  });

  it('may delete it by what the first registers', () => {
    const gone = { ec2_group: { group_id: '{{ made.group_id }}', state: 'absent' } };
    expect(readingOfTasks(task(wide, { register: 'made' }), gone).definition.groups).toEqual([]);
  });
});

describe('a later task that may run', () => {
  const maybe = { when: 'gone' };

  it.each<[string, object[], string[]]>([
    ['with fewer rules leaves those', [task(both), task(office, maybe)], [inOffice]],
    ['with more rules adds none', [task(office), task(both, maybe)], [inOffice]],
    ['with other rules leaves none', [task(wide), task(office, maybe)], []],
    ['without rules leaves none', [task(wide), task({}, maybe)], []],
    [
      'that keeps rules changes nothing',
      [task(office), task({ ...wide, purge_rules: false }, maybe)],
      [inOffice],
    ],
    ['with less that may leave leaves that', [task(), task(https, maybe)], [outHttps]],
    ['with more that may leave adds nothing', [task({ rules_egress: [] }), task(https, maybe)], []],
    ['does not matter before one that runs', [task(wide), task(both, maybe), task(office)], [inOffice]],
    [
      'and makes the group leaves less to leave',
      [task(https, maybe), task({ rules: office.rules })],
      [inOffice, outHttps],
    ],
    ['in a rescue', [{ block: [task(wide)], rescue: [task(office)] }], []],
    ['in a loop over what is not known', [task(wide), task(office, { loop: '{{ gone }}' })], []],
    ['if its tag is asked for', [task(wide), task(office, { tags: 'never' })], []],
  ])('%s', (_, tasks, rules) => {
    const read = readingOfTasks(...tasks);
    expect(codesOf(read)).toEqual(['unknown-value']);
    expect(rulesOf(read)).toEqual(rules);
  });

  it('is named, with the task before it', () => {
    const read = readingOfTasks(task(wide), task(office, maybe));
    expectDiagnostic(read, 'unknown-value', '"gone"', "whether group 'web' is changed");
    expect(read.diagnostics[0]!.related?.map(({ message }) => message)).toEqual(['made here']);
  });

  it('and does not, by what is known, changes nothing', () => {
    const read = readingOfPlay({ on: false }, [task(office), task(wide, { when: 'on' })]);
    expectNothingSaid(read);
    expect(rulesOf(read)).toEqual([inOffice]);
  });

  it('over a list that may be empty makes nothing alone', () => {
    expect(rulesOf(readingOfTasks(task(wide, { loop: '{{ gone }}' })))).toEqual([]);
  });

  it('as a handler', () => {
    const read = readingOfPlay({}, [task(wide)], {}, { handlers: [task(office)] });
    expect(rulesOf(read)).toEqual([]);
  });
});

describe('a task about a group whose name is not known', () => {
  it.each<[string, object, string[]]>([
    ['any', { name: '{{ gone }}' }, []],
    ['one that could be so called', { name: 'w{{ gone }}' }, []],
    ['one that could not', { name: '{{ gone }}-web' }, [inWide, outHttps]],
    ['any, which it may delete', { name: '{{ gone }}', state: 'absent' }, []],
    [
      'any, of which it says nothing that may leave',
      { name: '{{ gone }}', rules_egress: undefined },
      [outHttps],
    ],
    [
      'any, of which it keeps the rules',
      { name: '{{ gone }}', purge_rules: false, rules_egress: undefined },
      [inWide, outHttps],
    ],
  ])('may be about %s', (_, args, rules) => {
    const read = readingOfTasks(task({ ...wide, ...https }), task({ ...office, ...args }));
    expect(rulesOf(read)).toEqual(rules);
    expect(codesOf(read)).toContain('unknown-value');
  });

  it('is not about those that come later', () => {
    expect(rulesOf(readingOfTasks(task({ name: '{{ gone }}' }), task(wide)))).toEqual([inWide]);
  });
});

describe('between files, whose order is not known', () => {
  it.each([
    ['a.json', 'b.json'],
    ['b.json', 'a.json'],
  ])('a group that one deletes lets nothing through: %s, %s', (first, second) => {
    const read = reading({ [first]: [task(wide)], [second]: [task({ state: 'absent' })] });
    expectDiagnostic(read, 'unknown-value', '"web"', 'depends on the order of two files');
    expect(rulesOf(read)).toEqual([]);
  });

  it('two that mean the same are one', () => {
    const read = reading({ 'a.json': [task(wide), task(office)], 'b.json': [task(office)] });
    expectNothingSaid(read);
    expect(rulesOf(read)).toEqual([inOffice]);
  });
});

describe('groups of one name', () => {
  it.each([
    [{ vpc_id: '{{ a }}' }, { vpc_id: '{{ b }}' }],
    [{ vpc_id: 'vpc-1' }, { vpc_id: '{{ b }}' }],
    [{ profile: 'a' }, {}],
    [{ aws_region: 'a' }, { aws_region: 'b' }],
  ])('in places that may differ are two: %j, %j', (one, other) => {
    const read = readingOfTasks(task({ ...wide, ...one }), task({ ...office, ...other }));
    expect(codesOf(read)).toContain('duplicate');
  });

  it('of another environment are two', () => {
    const read = readingOfTasks(task(wide), task(office, { environment: { AWS_PROFILE: 'x' } }));
    expect(codesOf(read)).toEqual(['duplicate']);
  });

  it('in one VPC that is not known are one', () => {
    const vpc_id = '{{ vpc.vpc.id }}';
    expect(rulesOf(readingOfTasks(task({ vpc_id }), task({ ...office, vpc_id })))).toEqual([inOffice]);
  });

  it('say what may leave once, whatever comes later', () => {
    expect(rulesOf(readingOfTasks(task({ rules: [] }), task(office)))).toEqual([inOffice]);
    expect(rulesOf(readingOfTasks(task({ rules: [] }), task({ rules: office.rules })))).toEqual([
      inOffice,
      everythingOut,
    ]);
  });
});
