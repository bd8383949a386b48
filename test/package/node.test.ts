import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeKernel } from '../kernel/lab/support.js';
import { nodeOf, SUPPORTED } from './nodes.js';
import { packetTest, smokeTests } from './smoke.js';

const root = path.resolve(import.meta.dirname, '../..');
const main = path.join(root, 'dist/cli/main.js');

test('the oldest version is the one that package.json names', async () => {
  const { engines } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  expect(engines.node).toBe(`>=${SUPPORTED[0]}`);
});

describe.each(SUPPORTED)('with Node %i', (major) => {
  let node: string;

  beforeAll(async () => {
    node = await nodeOf(major);
  });

  const command = () => [node, main];

  test('it is that version', async () => {
    expect((await execa(node, ['--version'])).stdout).toMatch(new RegExp(`^v${major}\\.`));
  });

  smokeTests({ command });
  describeKernel('and packets', () => packetTest(command));
});
