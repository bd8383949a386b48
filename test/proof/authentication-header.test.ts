import { expect, test } from 'vitest';
import { type Target, targets } from '../../src/target/target.js';
import { oneGroup } from '../support/compile.js';
import { proofOf, subjectOf } from './support.js';

/** A rule more, in front of all that the host's ingress says. */
async function withRule(target: Target, ingress: string, rule: string) {
  const subject = (await subjectOf(oneGroup(`ingress: ${ingress}`), 'dut', { target }))!;
  const [at, line] =
    target === 'nftables'
      ? [/type filter hook input priority filter; policy drop;\n/, `${rule}\n`]
      : [/(?<=rules_ipv6\(\) \{\n[\s\S]*?)^(?=-A SECG-INPUT )/m, `-A SECG-INPUT ${rule}\n`];
  const script = subject.script.replace(at, (found) => found + line);
  expect(script).not.toBe(subject.script);
  return proofOf({ ...subject, script });
}

// nftables takes the header for the protocol, iptables-legacy looks behind it: test/kernel/early-drop/authentication-header.test.ts.
test.each<[target: Target, rule: string]>([
  ['nftables', 'meta nfproto ipv6 meta l4proto 51 accept'],
  ['nftables', 'ip6 nexthdr 51 accept'],
  ['iptables', '-p 51 -j ACCEPT'],
  ['iptables', '-m ah -j ACCEPT'],
])('a rule for the header that nobody wrote is found: %s %s', async (target, rule) => {
  const found = await withRule(target, '[{ allow: tcp/22, from: anywhere }]', rule);
  expect(found.map(({ code }) => code)).toContain('not-proven');
});

test.each(targets)('rules for the header, and for those beside it, are proven: %s', async (target) => {
  const rules = [
    "{ allow: [esp, ah], from: '2001:db8::/32' }",
    "{ allow: ah, from: ['2001:db9::/32', 10.0.0.0/8] }",
    "{ allow: [protocol/52, ah], from: '2001:dba::/32' }",
  ];
  for (const rule of [...rules, rules.join(', ')]) {
    const subject = (await subjectOf(oneGroup(`ingress: [${rule}]`), 'dut', { target }))!;
    expect([rule, proofOf(subject)]).toEqual([rule, []]);
  }
});
