import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeKernel } from '../kernel/rig/support.js';
import { nodeOf, SUPPORTED } from './nodes.js';
import { everyExample, expectGolden, inFolder, packetTest, run, smokeTests } from './smoke.js';

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

  // One process for all: to start it some dozen times would tell nothing more.
  test('it compiles each example for each target', () =>
    inFolder(async (folder) => {
      const program = `const { run } = require(process.argv[1])();
        (async () => {
          for (const args of JSON.parse(process.argv[2])) process.exitCode ||= await run(args);
        })();`;
      const out = path.join(folder, 'out');
      await run([node, '-e', program, main], folder, [JSON.stringify(everyExample(out))]);
      await expectGolden(out);
    }));

  smokeTests(command);
  describeKernel('and packets', () => packetTest(command));
});
