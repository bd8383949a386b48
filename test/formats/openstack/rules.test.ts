import { describe, expect, it } from 'vitest';
import { expectDiagnostic, expectNothingSaid, group, reading, readingOf, rule, rulesOf } from './reading.js';

function ruleOf(more: object): readonly string[] {
  const read = readingOf(rule(more));
  expectNothingSaid(read);
  return rulesOf(read);
}

describe('fact 24: a rule', () => {
  it('is about IPv4 where it does not say, and about everybody where it names no peer', () => {
    expect(ruleOf({ ethertype: undefined })).toEqual(['in all anywhere-ipv4']);
    expect(ruleOf({ ethertype: null })).toEqual(['in all anywhere-ipv4']);
    expect(ruleOf({ ethertype: 'IPv6' })).toEqual(['in all anywhere-ipv6']);
    expect(ruleOf({ ethertype: 'ipv6', direction: 'egress' })).toEqual(['out all anywhere-ipv6']);
  });

  it.each([null, 'any', 'ANY', 0, '0'])('is about every protocol where it says %j', (protocol) => {
    expect(ruleOf({ protocol })).toEqual(['in all anywhere-ipv4']);
  });

  it.each([
    ['tcp', 'tcp'],
    ['TCP', 'tcp'],
    [6, 'tcp'],
    ['17', 'udp'],
    ['sctp', 'sctp'],
    ['dccp', 'protocol/33'],
    ['udplite', 'protocol/136'],
    ['gre', 'gre'],
    ['254', 'protocol/254'],
  ])('is about all of protocol %j without a port range', (protocol, spelled) => {
    expect(ruleOf({ protocol })).toEqual([`in ${spelled} anywhere-ipv4`]);
  });

  it.each(['tpc', '256', '-1', '06', '', ' tcp', '__proto__', 'constructor', 1.5, -1, true, [], {}])(
    'with protocol %j is refused',
    (protocol) => {
      const read = readingOf(rule({ protocol }));
      expect(read.diagnostics.map(({ severity }) => severity)).toEqual(['error']);
      expect(rulesOf(read)).toEqual([]);
    },
  );

  it('means only the addresses of its own family, of a group or an address group', () => {
    const read = reading({
      'all.json': {
        security_groups: [
          group('web', [
            rule({ remote_group_id: 'web' }),
            rule({ ethertype: 'IPv6', remote_address_group_id: 'office' }),
          ]),
        ],
        address_groups: [{ id: 'office', name: 'Office', addresses: ['10.0.0.1', 'fd00::1'] }],
      },
    });
    expectNothingSaid(read);
    expect(rulesOf(read)).toEqual(['in all group:web/ipv4', 'in all list:office/ipv6']);
  });

  it.each([
    ['remote_group_id', 'remote_ip_prefix'],
    ['remote_ip_prefix', 'remote_address_group_id'],
    ['remote_group_id', 'remote_address_group_id'],
  ])('with both %s and %s is refused', (a, b) => {
    const read = readingOf(rule({ [a]: '10.0.0.0/8', [b]: '10.0.0.0/8' }));
    expectDiagnostic(read, 'wrong-type', '"10.0.0.0/8"', 'a rule has one peer');
    expect(rulesOf(read)).toEqual([]);
  });

  it.each(['remote_group_id', 'remote_ip_prefix', 'remote_address_group_id'])(
    'with an empty text for %s is refused, and never for everybody',
    (key) => {
      const read = readingOf(rule({ [key]: '' }));
      expectDiagnostic(read, 'wrong-type', '""', 'an empty text');
      expect(rulesOf(read)).toEqual([]);
    },
  );

  it('whose group or address group is not in the input matches nothing, with a warning', () => {
    const read = readingOf(rule({ remote_group_id: 'gone' }));
    expectDiagnostic(read, 'unresolved-group', '"gone"', 'is not in the input');
    expect(rulesOf(read)).toEqual(['in all absent:gone']);
    const list = readingOf(rule({ remote_address_group_id: 'gone' }));
    expectDiagnostic(list, 'unresolved-list', '"gone"', 'is not in the input');
    expect(rulesOf(list)).toEqual(['in all absent:gone']);
  });

  it('with a key that is not known here matches nothing: it may be a condition', () => {
    const read = readingOf(rule({ source_port_range_min: 53 }));
    expectDiagnostic(read, 'matches-nothing', '"source_port_range_min"');
    expect(rulesOf(read)).toEqual([]);
    expect(ruleOf({ source_port_range_min: null })).toEqual(['in all anywhere-ipv4']);
  });

  it.each([
    { direction: 'inbound' },
    { direction: null },
    { ethertype: 'IPX' },
    { ethertype: 4 },
    { ether_type: 'IPv6' },
  ])('with %j is refused', (more) => {
    const read = readingOf(rule(more));
    expect(read.diagnostics.map(({ code }) => code)).toEqual(['wrong-type']);
    expect(rulesOf(read)).toEqual([]);
  });
});

describe('fact 25: ports', () => {
  it.each([
    ['tcp', 22, 22, 'tcp/22'],
    ['udp', '5000', '5100', 'udp/5000-5100'],
    ['tcp', 1, 65_534, 'tcp/1-65534'],
    ['tcp', 2, 65_535, 'tcp/2-65535'],
  ])('of %s from %j to %j are %s', (protocol, port_range_min, port_range_max, spelled) => {
    expect(ruleOf({ protocol, port_range_min, port_range_max })).toEqual([`in ${spelled} anywhere-ipv4`]);
  });

  it.each([
    ['tcp', 'tcp'],
    ['udp', 'udp'],
    ['sctp', 'sctp'],
    ['dccp', 'protocol/33'],
    ['udplite', 'protocol/136'],
  ])('1 to 65535 of %s become no range, which is all of it', (protocol, spelled) => {
    expect(ruleOf({ protocol, port_range_min: 1, port_range_max: 65_535 })).toEqual([
      `in ${spelled} anywhere-ipv4`,
    ]);
  });

  it.each(['sctp', '132', 'dccp', 'udplite'])(
    'of %s are not told apart, and a rule for some of them matches nothing',
    (protocol) => {
      const read = readingOf(rule({ protocol, port_range_min: 80, port_range_max: 80 }));
      expectDiagnostic(read, 'matches-nothing', '80', 'not distinguished');
      expect(rulesOf(read)).toEqual([]);
    },
  );

  it.each([
    ['tcp', 0, 0],
    ['tcp', 0, 65_535],
    ['sctp', 0, 80],
    ['tcp', 80, 79],
    ['udp', 1, 65_536],
    ['tcp', -1, -1],
    ['tcp', 80, null],
    ['tcp', null, 80],
    ['gre', 80, 80],
    ['47', null, 80],
    [null, 80, 80],
    ['any', 1, 65_535],
    ['icmp', null, 0],
    ['icmp', 256, null],
    ['icmp', 8, 256],
    ['icmp', -1, -1],
  ])('are refused: %j from %j to %j', (protocol, port_range_min, port_range_max) => {
    const read = readingOf(rule({ protocol, port_range_min, port_range_max }));
    expect(read.diagnostics.map(({ code }) => code)).toEqual(['invalid-traffic']);
    expect(rulesOf(read)).toEqual([]);
  });

  it.each(['port_range_min', 'port_range_max'])('of a wrong type are refused: %s', (key) => {
    const read = readingOf(rule({ protocol: 'tcp', port_range_min: 80, port_range_max: 80, [key]: [80] }));
    expectDiagnostic(read, 'wrong-type', /80/);
    expect(rulesOf(read)).toEqual([]);
  });
});

describe('fact 25: ICMP', () => {
  it.each([
    ['icmp', 'IPv4', 8, null, 'icmp/echo-request anywhere-ipv4'],
    ['icmp', 'IPv4', 3, 4, 'icmp/3/4 anywhere-ipv4'],
    ['1', 'IPv4', 0, 0, 'icmp/0/0 anywhere-ipv4'],
    ['icmp', 'IPv4', null, null, 'icmp anywhere-ipv4'],
    ['icmp', 'IPv6', 128, null, 'icmpv6/echo-request anywhere-ipv6'],
    ['1', 'IPv6', null, null, 'icmpv6 anywhere-ipv6'],
    ['icmpv6', 'IPv6', 1, 3, 'icmpv6/1/3 anywhere-ipv6'],
    ['ipv6-icmp', 'IPv6', null, null, 'icmpv6 anywhere-ipv6'],
    ['58', 'IPv6', null, null, 'icmpv6 anywhere-ipv6'],
  ])(
    '%j in %s, type %j and code %j, is %s',
    (protocol, ethertype, port_range_min, port_range_max, spelled) => {
      expect(ruleOf({ protocol, ethertype, port_range_min, port_range_max })).toEqual([`in ${spelled}`]);
    },
  );

  it('of IPv6 is never in IPv4 packets', () => {
    const read = readingOf(rule({ protocol: 'ipv6-icmp' }));
    expectDiagnostic(read, 'matches-nothing', '"ipv6-icmp"', 'IPv4 packets never carry icmpv6');
    expect(rulesOf(read)).toEqual([]);
  });
});

describe('fact 25: an address', () => {
  it.each([
    ['IPv4', '192.0.2.7', '192.0.2.7'],
    ['IPv4', '192.0.2.0/24', '192.0.2.0/24'],
    ['IPv6', 'fd00::1', 'fd00::1'],
  ])('in %s, %s, is %s', (ethertype, remote_ip_prefix, spelled) => {
    expect(ruleOf({ ethertype, remote_ip_prefix })).toEqual([`in all ${spelled}`]);
  });

  it('of everybody is everybody of its family', () => {
    expect(ruleOf({ remote_ip_prefix: '0.0.0.0/0' })).toEqual(['in all anywhere-ipv4']);
    expect(ruleOf({ ethertype: 'IPv6', remote_ip_prefix: '::/0' })).toEqual(['in all anywhere-ipv6']);
  });

  it('of the other family is refused', () => {
    const read = readingOf(rule({ remote_ip_prefix: '::/0' }));
    expectDiagnostic(read, 'family-mismatch', '"::/0"');
    expect(rulesOf(read)).toEqual([]);
  });

  it('fact 11: is masked, with a warning', () => {
    const read = readingOf(rule({ remote_ip_prefix: '192.0.2.7/24' }));
    expectDiagnostic(read, 'host-bits', '"192.0.2.7/24"');
    expect(rulesOf(read)).toEqual(['in all 192.0.2.0/24']);
  });

  it.each(['10.0.0.1-10.0.0.9', 'office', '10/8', '010.0.0.1', '10.0.0.0/33', 7, ['10.0.0.0/8']])(
    'is refused: %j',
    (remote_ip_prefix) => {
      const read = readingOf(rule({ remote_ip_prefix }));
      expect(read.diagnostics.map(({ severity }) => severity)).toEqual(['error']);
      expect(rulesOf(read)).toEqual([]);
    },
  );
});
