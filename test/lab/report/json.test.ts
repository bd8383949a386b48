import { expect, test } from 'vitest';
import { jsonReport } from '../../../src/lab/report/json.js';
import { findings, hostile, labHost, web } from '../../support/findings.js';

const expectation = { from: 'a', to: 'b', port: 'tcp/1', allowed: true, holds: true, because: 'c' };

test('the JSON report has what docs/programs.md says', () => {
  const report = jsonReport({
    findings: findings([{ seen: 'not-let-in' }], [web]),
    expectations: [expectation],
  });
  expect(JSON.parse(JSON.stringify(report))).toEqual({
    target: 'nftables',
    seed: 7,
    hosts: [
      { id: 'web-1', name: 'web-1', interfaces: [{ id: 'eth0', device: 'eth0', addresses: ['10.0.1.10'] }] },
    ],
    counts: { tried: 1, agreed: 0, disagreed: 1, untried: 0 },
    trials: [
      {
        verdict: 'disagreed',
        probe: {
          id: 1,
          from: { address: '203.0.113.7' },
          to: { host: 'web-1', interface: 'eth0', address: '10.0.1.10' },
          family: 'ipv4',
          traffic: { kind: 'tcp', port: 443 },
          purpose: 'first port of a rule',
        },
        wanted: { fate: 'answered', because: "ingress rule 1 of group 'web' allows it" },
        seen: { fate: 'not-let-in' },
      },
    ],
    expectations: [expectation],
  });
});

test.each(hostile)('%j comes back as it was', (text) => {
  const host = labHost('h', '10.0.0.1', text);
  const report = jsonReport({ findings: findings([{ to: host, because: text }], [host]), expectations: [] });
  const read = JSON.parse(JSON.stringify(report));
  expect([read.hosts[0].name, read.trials[0].wanted.because]).toEqual([text, text]);
});
