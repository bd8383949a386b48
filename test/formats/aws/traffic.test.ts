import { describe, expect, it } from 'vitest';
import { expectDiagnostic, expectNothingSaid, from, ingressOf, permission, readingOf } from './reading.js';

const office = from('10.0.0.0/8');

function trafficOf(
  protocol: unknown,
  first?: unknown,
  last?: unknown,
  peers: object = office,
): readonly string[] {
  const read = readingOf(permission(protocol, first, last, peers));
  expectNothingSaid(read);
  return ingressOf(read).map((rule) => rule.split(' ')[0]!);
}

describe('protocols', () => {
  it.each([
    ['tcp', 'tcp/22'],
    ['TCP', 'tcp/22'],
    ['6', 'tcp/22'],
    [6, 'tcp/22'],
    ['udp', 'udp/22'],
    ['Udp', 'udp/22'],
    [17, 'udp/22'],
    ['17', 'udp/22'],
    ['icmp', 'icmp/22/22'],
    ['1', 'icmp/22/22'],
  ])('facts 6 and 7: %j is %s', (protocol, spelled) => {
    expect(trafficOf(protocol, 22, 22)).toEqual([spelled]);
  });

  it.each(['icmpv6', 'ICMPv6', '58', 58])(
    'facts 6 and 7: %j is icmpv6, and all its types without ports',
    (protocol) => {
      expect(trafficOf(protocol, undefined, undefined, { Ipv6Ranges: [{ CidrIpv6: 'fd00::/8' }] })).toEqual([
        'icmpv6',
      ]);
      expect(trafficOf(protocol, -1, -1, { Ipv6Ranges: [{ CidrIpv6: 'fd00::/8' }] })).toEqual(['icmpv6']);
    },
  );

  it.each(['-1', -1, 'all', 'ALL'])('facts 6 and 7: %j is everything', (protocol) => {
    expect(trafficOf(protocol)).toEqual(['all']);
  });

  it.each([
    ['47', 'gre'],
    ['50', 'esp'],
    ['51', 'ah'],
    [132, 'sctp'],
    ['0', 'protocol/0'],
    [0, 'protocol/0'],
    ['255', 'protocol/255'],
  ])('fact 28: protocol %j has no ports', (protocol, spelled) => {
    expect(trafficOf(protocol)).toEqual([spelled]);
  });

  it.each([
    [-1, -1],
    [0, 0],
    [0, 65_535],
    ['-1', '-1'],
  ])('fact 28: ports %j to %j beside a protocol without ports say nothing', (first, last) => {
    expect(trafficOf('50', first, last)).toEqual(['esp']);
    expect(trafficOf('-1', first, last)).toEqual(['all']);
  });

  it.each([
    [22, 22],
    [0, 22],
    [22, 65_535],
    [undefined, 22],
  ])('fact 6: ports %j to %j with every protocol are ignored, with a warning', (first, last) => {
    const read = readingOf(permission('-1', first, last, office));
    expectDiagnostic(read, 'ignored-value', String(first ?? last), 'AWS ignores ports');
    expect(ingressOf(read)).toEqual(['all 10.0.0.0/8']);
  });

  it.each(['256', '-2', 'tpc', '06', '6.0', ' tcp', '0x6', 'any', '__proto__'])(
    'refuses protocol %j',
    (protocol) => {
      const read = readingOf(permission(protocol, 22, 22, office));
      expectDiagnostic(read, 'invalid-traffic', `"${protocol}"`);
      expect(ingressOf(read)).toEqual([]);
    },
  );

  it('refuses the name of a protocol that AWS numbers, and gives the number', () => {
    const read = readingOf(permission('esp', undefined, undefined, office));
    expectDiagnostic(read, 'invalid-traffic', '"esp"');
    expect(read.diagnostics[0]!.suggestion).toContain('50');
  });

  it.each([1.5, -2, 300])('refuses protocol number %j', (protocol) => {
    expectDiagnostic(readingOf(permission(protocol, 22, 22, office)), 'invalid-traffic', String(protocol));
  });
});

describe('ports', () => {
  it('fact 9: run from 0 to 65535, both included', () => {
    expect(trafficOf('tcp', 0, 65_535)).toEqual(['tcp']);
    expect(trafficOf('tcp', 1, 65_535)).toEqual(['tcp/1-65535']);
    expect(trafficOf('tcp', 65_535, 65_535)).toEqual(['tcp/65535']);
  });

  it('fact 9: tcp 0-0 is port zero, not everything', () => {
    expect(trafficOf('tcp', 0, 0)).toEqual(['tcp/0']);
  });

  it('are numbers or digits', () => {
    expect(trafficOf('tcp', '8000', '8080')).toEqual(['tcp/8000-8080']);
  });

  it.each(['tcp', 'udp', 'icmp', '6', 17])(
    'fact 6: %j without ports is an error, never all of them',
    (protocol) => {
      const read = readingOf(permission(protocol, undefined, undefined, office));
      expectDiagnostic(
        read,
        'invalid-traffic',
        typeof protocol === 'number' ? '17' : `"${protocol}"`,
        'missing',
      );
      expect(ingressOf(read)).toEqual([]);
    },
  );

  it.each(['tcp', 'icmp', 'icmpv6'])('fact 6: %s with only one of the two is an error', (protocol) => {
    expectDiagnostic(
      readingOf(permission(protocol, 22, undefined, office)),
      'invalid-traffic',
      '22',
      'missing',
    );
    expectDiagnostic(
      readingOf(permission(protocol, undefined, 22, office)),
      'invalid-traffic',
      `"${protocol}"`,
      'missing',
    );
  });

  it.each([
    [-1, -1],
    [-1, 65_535],
    [0, -1],
    [0, 65_536],
    [65_536, 65_536],
    [23, 22],
  ])('fact 9: tcp %j to %j is an error', (first, last) => {
    const read = readingOf(permission('tcp', first, last, office));
    expectDiagnostic(read, 'invalid-traffic', String(first), `tcp ${first}-${last}`);
    expect(ingressOf(read)).toEqual([]);
  });

  it.each(['ssh', '', ' 22', '0x16', '22.0', '1e3', null, 22.5, true, [], {}])(
    'refuses %j as a port',
    (port) => {
      const read = readingOf(permission('tcp', port, 22, office));
      expectDiagnostic(read, 'wrong-type', JSON.stringify(port));
      expect(ingressOf(read)).toEqual([]);
      expect(read.diagnostics).toHaveLength(1);
    },
  );
});

describe('ICMP', () => {
  it.each([
    [3, 4, 'icmp/3/4'],
    [8, -1, 'icmp/echo-request'],
    ['8', '-1', 'icmp/echo-request'],
    [0, 0, 'icmp/0/0'],
    [0, -1, 'icmp/echo-reply'],
    [255, 255, 'icmp/255/255'],
    [-1, -1, 'icmp'],
  ])('fact 8: FromPort %j and ToPort %j are type and code: %s', (type, code, spelled) => {
    expect(trafficOf('icmp', type, code)).toEqual([spelled]);
  });

  it.each([
    [-1, 0],
    [256, -1],
    [-2, -1],
    [8, -2],
    [8, 256],
    [0, 65_535],
  ])('fact 8: type %j with code %j is an error', (type, code) => {
    const read = readingOf(permission('icmp', type, code, office));
    expectDiagnostic(read, 'invalid-traffic', String(type), `icmp ${type}/${code}`);
    expect(ingressOf(read)).toEqual([]);
  });

  it('fact 10: ICMPv6 never matches IPv4, and ICMP never IPv6', () => {
    const six = readingOf(permission('icmpv6', -1, -1, office));
    expectDiagnostic(six, 'matches-nothing', '"10.0.0.0/8"', 'IPv4 packets never carry icmpv6');
    expect(ingressOf(six)).toEqual(['icmpv6 absent:10.0.0.0/8']);
    const four = readingOf(permission('icmp', 8, -1, { Ipv6Ranges: [{ CidrIpv6: '::/0' }] }));
    expectDiagnostic(four, 'matches-nothing', '"::/0"', 'IPv6 packets never carry icmp');
    expect(ingressOf(four)).toEqual(['icmp/echo-request absent:::/0']);
  });

  it('fact 10: every protocol follows the family of its peer', () => {
    const read = readingOf(permission('-1', undefined, undefined, { Ipv6Ranges: [{ CidrIpv6: '::/0' }] }));
    expect(ingressOf(read)).toEqual(['all anywhere-ipv6']);
    expectNothingSaid(read);
  });
});
