import { expect, test } from 'vitest';
import { textOf } from '../advice/advising.js';
import { check, unchecked } from './checking.js';

const definition = `
groups:
  web:
    ingress:
      - { allow: https, from: 192.0.2.0/24 }
      - { allow: tcp/443, from: anywhere }
hosts:
  a: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] }, eth1: { addresses: [10.1.0.1], groups: [web] } } }
  b: { interfaces: { eth0: { addresses: [10.0.0.2], groups: [web] } } }
  six: { interfaces: { eth0: { addresses: ['2001:db8::6'], groups: [web] } } }
`;

const rows: readonly (readonly [text: string, found: readonly string[]])[] = [
  ['a > six https', ['one end has IPv4 addresses only and the other IPv6 addresses only']],
  ['a > b icmpv6', ['ICMPv6 never travels over IPv4']],
  ['outside > six icmp', ['ICMP never travels over IPv6']],
  ['a > a/eth1 https', ['what a host sends to itself is not filtered by its rules']],
  ['192.0.2.1 > 198.51.100.1 https', ['neither end is an interface of the definition']],
];

test.each(rows)('%s checks nothing, as a whole', async (text, [problem]) => {
  const [found, ...more] = await unchecked(definition, text);
  expect(found).toMatch(/^checks-nothing at \{ from: /);
  expect(found).toContain(`${problem}: there is nothing to check`);
  expect(more).toEqual([]);
});

test.each([
  ['[a, six] > b https', 'six', 'one end has IPv4'],
  ['[b, a] > a https', 'a', 'what a host sends to itself'],
  ['[a, 192.0.2.1] > 198.51.100.1 https', '192.0.2.1', 'neither end'],
  ['a > b [https, icmpv6]', 'icmpv6', 'ICMPv6 never'],
])('%s checks nothing in part', async (text, blamed, problem) => {
  const found = await unchecked(definition, text);
  expect(found).toEqual([expect.stringContaining(`checks-nothing at ${blamed}: ${problem}`)]);
});

test('what fails is told at the expectation, with the rules that allow it', async () => {
  const { diagnostics } = await check(
    definition,
    'expect:\n  - { from: outside-ipv4, to: b, port: tcp, allowed: false }',
  );
  expect(diagnostics).toHaveLength(1);
  const [{ code, message, span, related = [] }] = diagnostics as [(typeof diagnostics)[0]];
  expect([code, textOf(span!)]).toEqual([
    'not-as-expected',
    '{ from: outside-ipv4, to: b, port: tcp, allowed: false }',
  ]);
  expect(message).toBe(
    "tcp/443 from 192.0.2.1 to b (10.0.0.2) passes, but is expected not to; ingress rule 1 of group 'web' allows it; some of this does not pass",
  );
  expect(related.map((one) => textOf(one.span))).toEqual([
    '{ allow: https, from: 192.0.2.0/24 }',
    '{ allow: tcp/443, from: anywhere }',
  ]);
});

test.each([
  ['from: outside-ipv4, to: b, port: https, allowed: false', 'all of this passes'],
  ['from: outside-ipv4, to: b, port: tcp, allowed: true', 'some of this passes'],
  ['from: outside-ipv4, to: b, port: ssh, allowed: true', 'nothing of this passes'],
])('%s: %s', async (text, words) => {
  const { diagnostics } = await check(definition, `expect: [{ ${text} }]`);
  expect(diagnostics.map(({ message }) => message.split('; ').at(-1))).toEqual([words]);
});

test('what holds is not spoken of, and each is judged for itself', async () => {
  const { results, diagnostics } = await check(
    definition,
    'expect: [{ from: outside, to: b, port: https, allowed: true }, { from: a, to: b, port: ssh, allowed: true }]',
    'expect: [{ from: a, to: six, port: ssh, allowed: true }, { from: a, to: b, port: ssh, allowed: false }]',
  );
  expect(results.map(({ holds }) => holds)).toEqual([true, false, true]);
  expect(diagnostics.map(({ code }) => code)).toEqual(['checks-nothing', 'not-as-expected']);
});

test('a warning says what the baseline lets in beside an expectation that holds', async () => {
  const { diagnostics } = await check(
    definition,
    'expect: [{ from: outside, to: b, port: udp, allowed: false }]',
  );
  expect(diagnostics.map(({ code, severity, message }) => [code, severity, message])).toEqual([
    [
      'baseline-left-out',
      'warning',
      "udp/68 from 10.0.0.3 to b (10.0.0.2) can pass, since the baseline of host 'b' allows it (DHCPv4 client, from port 67); the expectation is about other packets",
    ],
  ]);
});
