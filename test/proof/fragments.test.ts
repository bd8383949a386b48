import { expect, test } from 'vitest';
import { targets } from '../../src/target/target.js';
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
