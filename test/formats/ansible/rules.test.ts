import { describe, expect, it } from 'vitest';
import {
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  groupOf,
  readingOfRule,
  readingOfTasks,
  rulesOf,
  task,
} from './reading.js';

const office = { cidr_ip: '10.0.0.0/8' };

function ruleOf(rule: object): readonly string[] {
  const read = readingOfRule(rule);
  expectNothingSaid(read);
  return rulesOf(read);
}

describe('fact 34: ports', () => {
  it.each([
    [{ ports: 22 }, 'tcp/22'],
    [{ ports: '22' }, 'tcp/22'],
    [{ ports: '8080-8099' }, 'tcp/8080-8099'],
    [{ ports: [80, '443', '8080-8099'] }, 'tcp/80 tcp/443 tcp/8080-8099'],
    [{ ports: '80,443' }, 'tcp/80 tcp/443'],
    [{ ports: '90-80' }, 'tcp/80-90'],
    [{ ports: ['9000 - 900', 22] }, 'tcp/900-9000 tcp/22'],
    [{ proto: 'udp', ports: [53] }, 'udp/53'],
    [{ proto: 'TCP', from_port: 22, to_port: '23' }, 'tcp/22-23'],
    [{ from_port: 0, to_port: 65_535 }, 'tcp'],
    [{ proto: 'all' }, 'all'],
    [{ proto: -1 }, 'all'],
    [{ proto: '-1', from_port: -1, to_port: -1 }, 'all'],
    [{ proto: 50 }, 'esp'],
    [{ proto: 'icmp', icmp_type: 3, icmp_code: 1 }, 'icmp/3/1'],
    [{ proto: 'icmp', icmp_type: 8, icmp_code: -1 }, 'icmp/echo-request'],
    [{ proto: 'icmp', from_port: 8, to_port: -1 }, 'icmp/echo-request'],
    [{ proto: 'icmp', from_port: -1, to_port: -1 }, 'icmp'],
    [{ proto: 'icmp', ports: '-1' }, 'icmp'],
  ])('%j is %s', (ports, spelled) => {
    expect(ruleOf({ ...office, ...ports })).toEqual([`in ${spelled} 10.0.0.0/8`]);
  });

  it('of icmpv6 may be left out', () => {
    expect(ruleOf({ proto: 'icmpv6', cidr_ipv6: 'fd00::/8' })).toEqual(['in icmpv6 fd00::/8']);
  });

  it.each([
    {},
    { proto: 'tcp' },
    { proto: 'icmp' },
    { from_port: 22 },
    { to_port: 22 },
    { proto: 'icmp', icmp_type: 8 },
    { proto: 'icmp', icmp_code: 8 },
    { ports: 'ssh' },
    { ports: '80-' },
    { ports: '-1-80' },
    { ports: '70000-80' },
    { ports: 70_000 },
    { ports: -1 },
    { ports: [[{}]] },
    { ports: '' },
    { ports: 22, from_port: 22, to_port: 22 },
    { ports: 22, icmp_type: 8, proto: 'icmp' },
    { from_port: 22, to_port: 22, icmp_type: 8, icmp_code: 0, proto: 'icmp' },
    { icmp_type: 8, icmp_code: 0 },
    { proto: 'tpc', ports: 22 },
  ])('are refused: %j', (ports) => {
    const read = readingOfRule({ ...office, ...ports });
    expect(codesOf(read)).toEqual(['invalid-traffic']);
    expect(rulesOf(read)).toEqual([]);
  });

  it('that are an empty list are no port', () => {
    const read = readingOfRule({ ...office, ports: [] });
    expectDiagnostic(read, 'matches-nothing', '[]');
    expect(rulesOf(read)).toEqual([]);
  });

  it('one of them that is at fault takes no other away', () => {
    const read = readingOfRule({ ...office, ports: [80, 'x'] });
    expectDiagnostic(read, 'invalid-traffic', /80/);
    expect(rulesOf(read)).toEqual(['in tcp/80 10.0.0.0/8']);
  });
});

describe('fact 34: sources', () => {
  it('times ports is a product', () => {
    const rule = {
      ports: [6379, 26_379],
      cidr_ip: ['172.16.1.0/24', '172.16.17.0/24'],
      cidr_ipv6: ['2607:F8B0::/32'],
      group_name: 'web',
      rule_desc: 'cache',
    };
    const read = readingOfRule(rule);
    expectNothingSaid(read);
    expect(rulesOf(read)).toEqual([
      'in tcp/6379 tcp/26379 172.16.1.0/24 172.16.17.0/24 2607:f8b0::/32 group:web',
    ]);
    expect(groupOf(read, 'web').ingress[0]!.description).toBe('cache');
  });

  it('are texts or lists of them, nested or with commas', () => {
    expect(ruleOf({ ports: 22, cidr_ip: '10.0.0.0/8, 192.0.2.0/24' })).toEqual([
      'in tcp/22 10.0.0.0/8 192.0.2.0/24',
    ]);
    expect(ruleOf({ ports: 22, cidr_ip: [['10.0.0.0/8'], '192.0.2.0/24'] })).toEqual([
      'in tcp/22 10.0.0.0/8 192.0.2.0/24',
    ]);
    expect(ruleOf({ ports: 22, cidr_ip: '0.0.0.0/0', cidr_ipv6: '::/0' })).toEqual([
      'in tcp/22 anywhere-ipv4 anywhere-ipv6',
    ]);
  });

  it('that are left empty are not there', () => {
    expect(ruleOf({ ports: 22, cidr_ip: null, cidr_ipv6: 'fd00::/8' })).toEqual(['in tcp/22 fd00::/8']);
  });

  it.each([{}, { cidr_ip: null }, { cidr_ip: [] }, { group_name: [], cidr_ip: [] }])(
    'that are none match nothing: %j',
    (sources) => {
      const read = readingOfRule({ ports: 22, ...sources });
      expectDiagnostic(read, 'matches-nothing', /^\{/, 'names no peer');
      expect(rulesOf(read)).toEqual([]);
    },
  );

  it.each([
    [{ cidr_ip: '10.0.0.0' }, 'invalid-address'],
    [{ cidr_ip: 'office' }, 'invalid-address'],
    [{ cidr_ip: '::/0' }, 'family-mismatch'],
    [{ cidr_ipv6: '0.0.0.0/0' }, 'family-mismatch'],
    [{ cidr_ip: 10 }, 'wrong-type'],
    [{ cidr_ip: { a: 1 } }, 'wrong-type'],
    [{ group_name: '' }, 'wrong-type'],
    [{ source: '10.0.0.0/8', ...office }, 'unknown-key'],
    [JSON.parse('{"__proto__": {"cidr_ip": "0.0.0.0/0"}}'), 'unknown-key'],
  ])('are refused: %j', (sources, code) => {
    const read = readingOfRule({ ports: 22, ...sources });
    expect(read.diagnostics.map((one) => one.code)).toContain(code);
    expect(rulesOf(read)).toEqual([]);
  });

  it('fact 11: are masked, with a warning', () => {
    const read = readingOfRule({ ports: 22, cidr_ip: '10.1.2.3/8' });
    expectDiagnostic(read, 'host-bits', '"10.1.2.3/8"');
    expect(rulesOf(read)).toEqual(['in tcp/22 10.0.0.0/8']);
  });

  it('that are groups are named as tasks make them; others match nothing', () => {
    const db = task({ name: 'db', rules: [], rules_egress: [] });
    expect(rulesOf(readingOfRule({ ports: 22, group_name: ['db', 'web'] }, db))).toEqual([
      'in tcp/22 group:db group:web',
    ]);
    const read = readingOfRule({ ports: 22, group_name: 'cache', group_desc: 'made if it is not there' });
    expectDiagnostic(read, 'unresolved-group', '"cache"', 'is created by no task');
    expect(rulesOf(read)).toEqual(['in tcp/22 absent:cache']);
    const foreign = readingOfRule({ ports: 22, group_id: '123456789012/sg-1/web' });
    expectDiagnostic(foreign, 'unresolved-group', /sg-1/, 'another account');
    const list = readingOfRule({ ports: 22, ip_prefix: 'pl-1' });
    expectDiagnostic(list, 'unresolved-list', '"pl-1"');
    expect(rulesOf(list)).toEqual(['in tcp/22 absent:pl-1']);
  });

  it('fact 10: of a family that never carries the protocol match nothing', () => {
    const read = readingOfRule({ proto: 'icmpv6', cidr_ip: '10.0.0.0/8' });
    expectDiagnostic(read, 'matches-nothing', '"10.0.0.0/8"');
    expect(rulesOf(read)).toEqual(['in icmpv6 absent:10.0.0.0/8']);
  });
});

describe('fact 34: rules_egress', () => {
  const egress = (args: object) => rulesOf(readingOfTasks(task(args)));

  it('left out is everything, an empty list is nothing', () => {
    expect(egress({})).toEqual(['out all anywhere-ipv4+ipv6']);
    expect(egress({ rules_egress: [] })).toEqual([]);
    expect(egress({ egress_rules: [] })).toEqual([]);
    expect(egress({ rules_egress: [{ ports: 443, ...office }] })).toEqual(['out tcp/443 10.0.0.0/8']);
  });

  it.each([
    { rules_egress: null },
    { rules_egress: 'all' },
    { rules_egress: {} },
    { rules_egress: [], egress_rules: [] },
  ])('is never everything by mistake: %j', (args) => {
    const read = readingOfTasks(task(args));
    expect(codesOf(read)).toEqual(['wrong-type']);
    expect(rulesOf(read)).toEqual([]);
  });
});
