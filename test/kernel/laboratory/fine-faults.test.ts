import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTurn } from '../../support/sample.js';
import { describeKernel } from '../rig/index.js';
import { disagreements, tryPaths } from './support.js';

const definition = `
prefixLists:
  office: [203.0.113.0/24]
  partners: [198.51.100.0/28, 198.51.100.32/28, 198.51.100.64/28, 198.51.100.96/27, 198.51.100.160/28, 198.51.100.224/29]
groups:
  web:
    ingress:
      - { allow: tcp/8000, from: list:office }
      - { allow: tcp/8100, from: list:partners }
    egress: []
  admin:
    ingress: [{ allow: tcp/22, from: 192.0.2.7 }]
    egress: []
hosts:
  web-1:
    baseline: { cloud: true }
    interfaces:
      eth0: { addresses: [10.0.1.10], groups: [web] }
      eth1: { addresses: [10.0.9.10], groups: [admin] }
`;

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'secgroup-fine-'));
  file = path.join(folder, 'groups.yaml');
  writeFileSync(file, definition);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function wrong(from: string | RegExp, to: string): Promise<readonly string[]> {
  const trials = await tryPaths([file], {
    tamper: ({ text }) => {
      const other = text.replace(from, to);
      if (other === text) throw new Error(`the script does not hold ${from}`);
      return other;
    },
  });
  return disagreements(trials);
}

const row = (name: string, from: string | RegExp, to: string, noticed: RegExp) => ({
  name,
  from,
  to,
  noticed,
});

describeKernel('a fault that few packets notice', () => {
  const rows = [
    row(
      'a prefix in the midst of a list is too short',
      '198.51.100.64/28',
      '198.51.100.64/29',
      /^198\.51\.100\.79 > .*wanted answered, seen not-let-in/,
    ),
    row(
      'a prefix in the midst of a list is too long',
      '198.51.100.64/28',
      '198.51.100.64/27',
      /^198\.51\.100\.80 > .*wanted not-let-in, seen answered/,
    ),
    row(
      'the peers of one interface are let in at another',
      /ip saddr 192\.0\.2\.7 accept/,
      'ip saddr { 192.0.2.7, 203.0.113.0/24 } accept',
      /^203\.0\.113\.\d+ > web-1 10\.0\.9\.10 ipv4 tcp\/22 .*wanted not-let-in, seen answered/,
    ),
    row(
      'the address beside a service of the cloud is let out',
      /169\.254\.169\.254/,
      '169.254.169.254/31',
      /^web-1 \S+ > 169\.254\.169\.255 ipv4 tcp\/80 .*wanted not-let-out, seen answered/,
    ),
  ];
  it.concurrent.for(inTurn(rows, 2)())('is noticed: $name', async ({ from, to, noticed }) => {
    const found = await wrong(from, to);
    expect(found.filter((one) => noticed.test(one))).not.toEqual([]);
  });
});
