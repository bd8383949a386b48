import { expect, test } from 'vitest';
import { endingRules } from '../../../src/backend/nftables/ended.js';
import { placed } from '../../../src/backend/nftables/placed.js';
import { stagedOf } from '../../../src/backend/nftables/staged.js';
import { nftSwitching } from '../../../src/backend/nftables/switching.js';
import { endedBy } from '../../../src/proof/ended.js';
import { readNftables } from '../../../src/proof/nftables/script.js';
import { compileText, oneGroup } from '../../support/compile.js';

const text = oneGroup(`
ingress:
  - { allow: [tcp/22, udp/53], from: [10.0.0.5, '2001:db8::5'], description: 'goto jump nowhere # "x"' }
  - { allow: tcp/8000-8010, from: 10.0.0.0/8 }
egress: [{ allow: [tcp/443, icmp/echo-request], to: 192.0.2.0/24 }]
`);

test('every chain and call of a script gets the names of a generation, and no comment does', async () => {
  const { text: script } = await compileText(text);
  const { bases, chains: own } = stagedOf(script);
  const chains = placed(own, 8, new Map(), []);
  expect(bases).toEqual([
    { hook: 'input', priority: 'filter', policy: 'drop' },
    { hook: 'output', priority: 'filter', policy: 'drop' },
    { hook: 'forward', priority: 'filter', policy: 'drop' },
  ]);
  const rules = chains.flatMap((chain) => chain.rules);
  const calls = rules.flatMap((rule) => [
    ...rule.replace(/"[^"]*"/g, '').matchAll(/(?:jump|goto) ([^\s,}]+)/g),
  ]);
  const names = new Set(chains.map(({ name }) => name));
  expect(calls.length).toBeGreaterThan(4);
  for (const [, name] of calls) expect(names).toContain(name);
  for (const name of names) expect(name).toMatch(/^g8\//);
  expect(rules.join('\n')).toContain("goto jump nowhere # 'x'");
  // Nothing else is lost or added.
  const plain = (some: string) => some.replace(/g8\//g, '').replace(/\s+/g, ' ').trim();
  const body = script.slice(script.lastIndexOf('table inet secgroup {'));
  const wanted = body.split('\n').filter((line) => /^\t\t/.test(line) && !/type filter hook/.test(line));
  const withoutComments = wanted.map((line) =>
    line.replace(/"[^"]*"|#.*/g, (one) => (one[0] === '#' ? '' : one)),
  );
  expect(plain(rules.join(' '))).toBe(plain(withoutComments.join(' ')));
});

test('what is no script of ours is refused', () => {
  expect(() => stagedOf('table inet other {\n}\n')).toThrow('not a script for nft');
});

test('a trial cannot begin, end or be kept where the table is gone', () => {
  const listing = { text: '{"nftables": []}', others: [] };
  expect(nftSwitching.held(listing)).toEqual({ settled: 'nothing', highest: 0, shared: [] });
  expect(() => nftSwitching.begin(listing, 1, 60, [])).toThrow('is gone');
  expect(() => nftSwitching.keep(listing)).toThrow('is gone');
  expect(nftSwitching.clean(listing)).toBeUndefined();
});

test('flows that lost their rule are told in both directions', async () => {
  const never = (line: number, problem: string): never => {
    throw new Error(`${line}: ${problem}`);
  };
  const next = oneGroup(`
ingress: [{ allow: udp/53, from: [10.0.0.5, '2001:db8::5'] }]
egress: [{ allow: tcp/443, to: 192.0.2.0/24 }]
`);
  const [before, after] = await Promise.all(
    [text, next].map(async (one) => readNftables((await compileText(one)).text, never)),
  );
  const { flows, more } = endedBy([before!], after!, never);
  expect(more).toBe(0);
  expect(endingRules(flows)).toMatchInlineSnapshot(`
    [
      {
        "hook": "input",
        "text": "ct direction original meta nfproto ipv4 iifname "eth0" meta l4proto 6 th dport 22 ip saddr 10.0.0.5 drop",
      },
      {
        "hook": "output",
        "text": "ct direction reply meta nfproto ipv4 oifname "eth0" meta l4proto 6 th sport 22 ip daddr 10.0.0.5 drop",
      },
      {
        "hook": "input",
        "text": "ct direction original meta nfproto ipv4 iifname "eth0" meta l4proto 6 th dport 8000-8010 ip saddr 10.0.0.0/8 drop",
      },
      {
        "hook": "output",
        "text": "ct direction reply meta nfproto ipv4 oifname "eth0" meta l4proto 6 th sport 8000-8010 ip daddr 10.0.0.0/8 drop",
      },
      {
        "hook": "input",
        "text": "ct direction original meta nfproto ipv6 iifname "eth0" meta l4proto 6 th dport 22 ip6 saddr 2001:db8::5 drop",
      },
      {
        "hook": "output",
        "text": "ct direction reply meta nfproto ipv6 oifname "eth0" meta l4proto 6 th sport 22 ip6 daddr 2001:db8::5 drop",
      },
      {
        "hook": "output",
        "text": "ct direction original meta nfproto ipv4 oifname "eth0" icmp type 8 ip daddr 192.0.2.0/24 drop",
      },
      {
        "hook": "input",
        "text": "ct direction reply meta nfproto ipv4 iifname "eth0" icmp type 0 ip saddr 192.0.2.0/24 drop",
      },
    ]
  `);
  expect(endedBy([after!], before!, never).flows).toEqual([]);
  expect(endedBy([], after!, never).flows).toEqual([]);
});
