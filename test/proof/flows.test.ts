import { expect, test } from 'vitest';
import { oneGroup } from '../support/compile.js';
import { proofOf, type Subject, subjectOf } from './support.js';

/** A host whose script drops some packets before connection tracking sees them. */
async function withEarly(rules: string, body: string, earlyDrop: boolean): Promise<Subject> {
  const subject = (await subjectOf(oneGroup(body), 'dut'))!;
  const chain = `\tchain early {\n\t\ttype filter hook prerouting priority raw; policy accept;\n\t\t${rules}\n\t}\n`;
  const settings = { ...subject.policy.settings, earlyDrop };
  return {
    ...subject,
    policy: { ...subject.policy, settings },
    script: subject.script.replace('\tchain input {\n', `${chain}\n\tchain input {\n`),
  };
}

const ssh = 'ingress: [{ allow: tcp/22, from: anywhere }]\negress: []';
const asking = 'ingress: [{ allow: tcp/22, from: anywhere }]\negress: [{ allow: udp/53, to: anywhere }]';
const headers = 'ingress: [{ allow: [tcp/22, ah], from: anywhere }]\negress: []';
const attempt = 'tcp flags & (fin | syn | rst | ack) == syn iifname "eth0"';

test.each<[what: string, rules: string, body: string, earlyDrop: boolean, proven: boolean]>([
  ['attempts to connect', `${attempt} tcp dport != 22 fib daddr type local drop`, ssh, true, true],
  ['the same, not asked for', `${attempt} tcp dport != 22 fib daddr type local drop`, ssh, false, false],
  ['attempts to a port that a rule names', `${attempt} fib daddr type local drop`, ssh, true, false],
  ['answers', 'iifname "eth0" tcp dport != 22 fib daddr type local drop', ssh, true, false],
  ['packets for others too', `${attempt} tcp dport != 22 drop`, ssh, true, false],
  [
    'what no device names',
    'tcp flags & (fin | syn | rst | ack) == syn tcp dport != 22 drop',
    ssh,
    true,
    false,
  ],
  ['UDP', 'iifname "eth0" udp dport != { 68, 546 } fib daddr type local drop', ssh, true, true],
  ['DHCP', 'iifname "eth0" meta l4proto udp fib daddr type local drop', ssh, true, false],
  [
    'answers by UDP',
    'iifname "eth0" udp dport != { 68, 546 } fib daddr type local drop',
    asking,
    true,
    false,
  ],
  // A rule for the authentication header means what stands behind it too.
  ['what is behind a header', `${attempt} tcp dport != 22 fib daddr type local drop`, headers, true, false],
  ['what connection tracking knows', 'ct state new tcp dport 23 drop', ssh, true, false],
])('dropping early: %s', async (_, rules, body, earlyDrop, proven) => {
  expect(proofOf(await withEarly(rules, body, earlyDrop)).length === 0).toBe(proven);
});
