import { describe, expect, test } from 'vitest';
import { allowed } from './evaluate.js';
import type { Host, ProbePacket } from './model.js';
import { inbound, outbound, ownAddresses, situation } from './situation.js';
import { stateOfFirstPacket } from './tracking.js';

/** A host that its groups close in both directions. */
const closed = (host: Partial<Host> = {}) => situation({ groups: { g: { egress: [] } } }, host);

const open = (host: Partial<Host> = {}) =>
  situation({ groups: { g: { ingress: [{ allow: 'all', from: 'anywhere' }] } } }, host);

const passes = (definition: ReturnType<typeof closed>, packet: ProbePacket) =>
  allowed({ seed: 0, definition }, packet);

type Row = readonly [packet: ProbePacket, expected: boolean];

describe('fact 20: what the baseline admits, with everything else closed', () => {
  const rows: readonly Row[] = [
    [inbound('2001:db8::1 icmpv6/132 255'), false],
    [inbound('2001:db8::1 icmpv6/133 255'), true],
    [outbound('2001:db8::1 icmpv6/136 255'), true],
    [inbound('2001:db8::1 icmpv6/137 255'), false],
    [inbound('2001:db8::1 icmpv6/135 254'), false],
    [inbound('2001:db8::1 icmpv6/135'), false],
    [inbound('fe80::1 icmpv6/130 1'), true],
    [inbound('2001:db8::1 icmpv6/130 1'), false],
    [outbound('ff02::16 icmpv6/143 1'), true],
    [outbound('2001:db8::1 icmpv6/143 1'), false],
    [inbound('2001:db8::1 icmpv6/132 2'), false],
    [inbound('2001:db8::1 icmpv6/133 1'), false],
    [inbound('10.0.0.1 udp/67>68'), true],
    [outbound('10.0.0.1 udp/68>67'), true],
    [inbound('10.0.0.1 udp/68>67'), false],
    [inbound('10.0.0.1 udp/68>68'), false],
    [inbound('10.0.0.1 tcp/67>68'), false],
    [inbound('2001:db8::1 udp/67>68'), false],
    [inbound('fe80::1 udp/547>546'), false],
    [{ ...inbound('2001:db8::1 udp/547>546'), destination: 'fe80::9' }, true],
    [{ ...inbound('2001:db8::1 udp/40000>546'), destination: 'fe80::9' }, true],
    [{ ...inbound('2001:db8::1 udp/547>546'), destination: 'fec0::9' }, false],
    [inbound('203.0.113.1 udp/67>68'), false],
    [{ ...inbound('203.0.113.1 udp/67>68'), destination: '255.255.255.255' }, true],
    [inbound('fe80::1 udp/546>547'), false],
    [outbound('ff02::1:2 udp/546>547'), true],
    [outbound('fe80::1 udp/546>547'), false],
    [outbound('169.254.169.253 udp/53'), false],
  ];
  test.each(rows)('%j → %s', (packet, expected) => expect(passes(closed(), packet)).toBe(expected));

  test('on no interface that no host entry names', () => {
    expect(passes(closed(), inbound('2001:db8::1 icmpv6/135 255', 'eth9'))).toBe(false);
    expect(passes(closed(), inbound('10.0.0.1 tcp/22', 'eth9'))).toBe(false);
  });

  test('each part can be switched off by itself, and all at once', () => {
    const neighbour = inbound('2001:db8::1 icmpv6/135 255');
    const dhcp = inbound('10.0.0.1 udp/67>68');
    expect(passes(closed({ baseline: { neighbourDiscovery: false } }), neighbour)).toBe(false);
    expect(passes(closed({ baseline: { neighbourDiscovery: false } }), dhcp)).toBe(true);
    expect(passes(closed({ baseline: false }), dhcp)).toBe(false);
    expect(passes(closed({ baseline: true }), dhcp)).toBe(true);
  });
});

describe('fact 20: the cloud services, when switched on', () => {
  const rows: readonly Row[] = [
    [outbound('169.254.169.253 udp/53'), true],
    [outbound('fd00:ec2::253 tcp/53'), true],
    [outbound('169.254.169.253 tcp/80'), false],
    [outbound('169.254.169.254 tcp/80'), true],
    [outbound('169.254.169.254 tcp/443'), false],
    [outbound('fd00:ec2::254 udp/80'), false],
    [outbound('fd00:ec2::123 udp/123'), true],
    [outbound('169.254.169.123 tcp/123'), false],
    [outbound('169.254.169.252 udp/53'), false],
    [inbound('169.254.169.253 udp/53'), false],
  ];
  test.each(rows)('%j → %s', (packet, expected) => {
    expect(passes(closed({ baseline: { cloud: true } }), packet)).toBe(expected);
  });
});

describe('connection tracking: the state of a first packet', () => {
  test.each([
    [inbound('10.0.0.1 tcp/80'), 'new'],
    [inbound('10.0.0.1 protocol/99'), 'new'],
    ...[8, 13, 15, 17].map((type) => [inbound(`10.0.0.1 icmp/${type}`), 'new'] as const),
    ...[0, 3, 5, 11, 12, 14, 16, 18, 255].map(
      (type) => [inbound(`10.0.0.1 icmp/${type}`), 'invalid'] as const,
    ),
    ...[128, 139].map((type) => [inbound(`2001:db8::1 icmpv6/${type}`), 'new'] as const),
    ...[1, 4, 127, 129, 137, 138, 140, 142, 144, 150, 153].map(
      (type) => [inbound(`2001:db8::1 icmpv6/${type}`), 'invalid'] as const,
    ),
    ...[130, 133, 136, 143, 151, 152].map(
      (type) => [inbound(`2001:db8::1 icmpv6/${type}`), 'untracked'] as const,
    ),
  ] as const)('%j is %s', (packet, state) => expect(stateOfFirstPacket(packet)).toBe(state));

  test('what is invalid is dropped whatever the rules say, or left to them', () => {
    const reply = inbound('10.0.0.1 icmp/0');
    expect(passes(open(), reply)).toBe(false);
    expect(passes(open({ invalid: 'ignore' }), reply)).toBe(true);
    expect(passes(closed({ invalid: 'ignore' }), reply)).toBe(false);
    expect(passes(open(), outbound('10.0.0.1 icmp/0'))).toBe(false);
  });

  test('what is untracked is left to the rules', () => {
    expect(passes(open(), inbound('2001:db8::1 icmpv6/135'))).toBe(true);
    expect(passes(closed(), inbound('2001:db8::1 icmpv6/135'))).toBe(false);
  });
});

describe('hooks and devices', () => {
  const packet = inbound('10.0.0.1 tcp/22');

  test('a hook that is left alone lets everything pass', () => {
    expect(passes(closed({ input: 'ignore' }), packet)).toBe(true);
    expect(passes(closed({ input: 'ignore' }), inbound('10.0.0.1 icmp/0'))).toBe(true);
    expect(passes(closed({ input: 'ignore' }), outbound('10.0.0.1 tcp/22'))).toBe(false);
    expect(passes(closed({ output: 'ignore' }), outbound('10.0.0.1 tcp/22'))).toBe(true);
  });

  test('a trusted interface accepts everything but what is invalid, in both directions', () => {
    const trusting = closed({ interfaces: { eth0: { addresses: ownAddresses, trusted: true } } });
    expect(passes(trusting, packet)).toBe(true);
    expect(passes(trusting, outbound('10.0.0.1 protocol/99'))).toBe(true);
    expect(passes(trusting, inbound('10.0.0.1 icmp/0'))).toBe(false);
  });

  test('the loopback device, unless switched off', () => {
    expect(passes(closed(), inbound('127.0.0.1 tcp/22', 'lo'))).toBe(true);
    expect(passes(closed({ loopback: false }), inbound('127.0.0.1 tcp/22', 'lo'))).toBe(false);
  });
});
