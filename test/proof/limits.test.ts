import { expect, test } from 'vitest';
import { backendOf } from '../../src/backend/registry.js';
import { collect } from '../../src/diagnostics/diagnostic.js';
import { Diagrams } from '../../src/proof/diagram/diagrams.js';
import { prove } from '../../src/proof/prove.js';
import { proofOf, subjectOf } from './support.js';

const definition = (rules: string) => `
groups: { web: { ingress: [${rules}] } }
hosts: { h: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } } } }
`;
const peers = Array.from({ length: 40 }, (_, i) => `{ allow: tcp/${100 + i}, from: 10.${i}.0.0/16 }`).join();

test('of many differences some are shown and the others counted', async () => {
  const many = (await subjectOf(definition(peers), 'h'))!;
  const none = (await subjectOf(definition(''), 'h'))!;
  const found = proofOf({ ...many, policy: none.policy });
  expect(found.filter(({ code }) => code === 'not-proven')).toHaveLength(20);
  expect(found.find(({ code }) => code === 'more-differences')?.message).toBe(
    '20 more differences for packets of the input hook',
  );
});

test('a proof that needs more memory than it may have is none', async () => {
  const { policy, script } = (await subjectOf(definition(peers), 'h'))!;
  const source = { name: 'h', text: script };
  const firewall = backendOf('nftables').read(script, (line) => {
    throw new Error(`line ${line}`);
  });
  const codes = (most: number) =>
    collect((report) => prove(policy, firewall, source, report, new Diagrams(most))).diagnostics.map(
      ({ code }) => code,
    );
  expect(codes(1_000)).toEqual(['proof-too-complex']);
  expect(codes(1_000_000)).toEqual([]);
});
