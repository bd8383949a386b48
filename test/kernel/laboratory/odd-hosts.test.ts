import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { inTurn } from '../../support/sample.js';
import { describeKernel } from '../rig/index.js';
import { disagreements, tryPaths } from './support.js';

const rows: readonly (readonly [name: string, interfaces: string])[] = [
  ['devices that are called as words of ip', 'up: { addresses: [10.0.0.1] }, dev: {}, address: {}, name: {}'],
  ["the gateway's address", 'eth0: { addresses: [169.254.1.1, 10.0.0.1] }'],
  ['addresses of a link', "eth0: { addresses: ['fe80::1', 'fe80::5', 10.0.0.1] }"],
  [
    'addresses that no host can speak from',
    'eth0: { addresses: [224.0.0.5, 0.0.0.0/32, 127.0.0.5, 10.0.0.1] }',
  ],
  [
    'addresses that others have too',
    'eth0: { addresses: [10.0.0.9, 10.0.0.8/29] }, eth1: { addresses: [10.0.0.9] }',
  ],
];

describeKernel('a host with', () => {
  it('more addresses than fit a message says what to do', async () => {
    await withDefinition(longList(12_000), async (file) => {
      const compile = { target: 'iptables' } as const;
      await expect(tryPaths([file], { compile })).rejects.toThrow(
        /Message too long(.|\n)*sysctl net\.core\.wmem_max=\d+/,
      );
    });
  });

  it.concurrent.for(inTurn(rows, 2)())('%s is tried', async ([, interfaces]) => {
    const other = 'other: { interfaces: { eth0: { addresses: [10.0.0.9] } } }';
    await withDefinition(`hosts: { odd: { interfaces: { ${interfaces} } }, ${other} }\n`, async (file) => {
      const trials = await tryPaths([file]);
      expect(trials.length).toBeGreaterThan(0);
      expect(disagreements(trials)).toEqual([]);
    });
  });
});

async function withDefinition(text: string, use: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'secgroup-odd-'));
  try {
    const file = path.join(folder, 'groups.yaml');
    writeFileSync(file, text);
    await use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function longList(count: number): string {
  const addresses = Array.from({ length: count }, (_, at) => `20.${at >>> 8}.${at & 255}.${(at * 14) % 256}`);
  return `
groups: { many: { ingress: [{ allow: tcp/80, from: [${addresses.join(', ')}] }] } }
hosts: { one: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [many] } } } }
`;
}
