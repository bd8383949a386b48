import { expect, test } from 'vitest';
import { knownShellProgram } from '../../src/backend/iptables/known-shell-program.js';
import { readIptables } from '../../src/proof/iptables/script.js';
import { checkOrder } from '../../src/proof/order.js';
import { targets } from '../../src/target/target.js';
import { scriptOf, table } from './iptables/reading.js';
import { judge } from './judge.js';
import { subjectOf } from './support.js';

const definition = `
defaults: { established: false, related: false, invalid: ignore }
groups:
  app: { ingress: [{ allow: udp/5000, from: '2001:db8:9::1' }] }
hosts:
  h: { interfaces: { eth0: { addresses: ['2001:db8:9::2'], groups: [app] } } }
`;

test.each(targets)('a script that leaves fragments of IPv6 in pieces is refused: %s', async (target) => {
  const subject = (await subjectOf(definition, 'h', { target }))!;
  expect(judge(subject, subject)).toBe('same meaning');
  const lines = subject.script.split('\n');
  const asking = lines.filter((line) => /ct ?state untracked/i.test(line));
  expect(asking).toHaveLength(1);
  const script = lines.filter((line) => line !== asking[0]).join('\n');
  expect(judge({ ...subject, script }, subject)).toBe('not read');
});

test('ports are told from whatever element of a set has them', () => {
  const create = 'create SECG-s hash:net,port family inet6';
  const rules = table('-m set --match-set SECG-s src,dst -j ACCEPT');
  const faults = (...elements: readonly string[]) => {
    const found: string[] = [];
    const sets = [create, ...elements.map((one) => `add SECG-s ${one}`)].join('\n');
    const text = scriptOf({ 'rules ipv6': rules, sets });
    checkOrder(
      readIptables(text, 'ipset', knownShellProgram, () => undefined),
      (_, problem) => found.push(problem),
    );
    return found;
  };
  const pieces = expect.stringContaining('IPv6 fragments are not reassembled');
  expect(faults('2001:db8::/32,gre:0')).toEqual([]);
  expect(faults('2001:db8::/32,udp:53')).toEqual([pieces]);
  expect(faults('2001:db8::/32,gre:0', '2001:db8::/32,udp:53')).toEqual([pieces]);
});
