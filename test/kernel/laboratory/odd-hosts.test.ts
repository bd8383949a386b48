import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { describeKernel } from '../lab/index.js';
import { disagreements, tryPaths } from './support.js';

const rows: readonly (readonly [name: string, interfaces: string])[] = [
  ['devices that are called as words of ip', 'up: { addresses: [10.0.0.1] }, dev: {}, address: {}, name: {}'],
  ["the gateway's address", 'eth0: { addresses: [169.254.1.1, 10.0.0.1] }'],
  ['addresses of a link', "eth0: { addresses: ['fe80::1', 'fe80::5', 10.0.0.1] }"],
  ['addresses that no host can speak from', 'eth0: { addresses: [224.0.0.5, 0.0.0.0, 127.0.0.5, 10.0.0.1] }'],
  [
    'addresses that others have too',
    'eth0: { addresses: [10.0.0.9, 10.0.0.8/29] }, eth1: { addresses: [10.0.0.9] }',
  ],
];

describeKernel('a host with', () => {
  it.concurrent.for(rows)('%s is tried', async ([, interfaces]) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'secgroup-odd-'));
    try {
      const file = path.join(folder, 'groups.yaml');
      const other = 'other: { interfaces: { eth0: { addresses: [10.0.0.9] } } }';
      writeFileSync(file, `hosts: { odd: { interfaces: { ${interfaces} } }, ${other} }\n`);
      const trials = await tryPaths([file]);
      expect(trials.length).toBeGreaterThan(0);
      expect(disagreements(trials)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
