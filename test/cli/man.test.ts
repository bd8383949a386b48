import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nameOf } from '../../src/cli/command.js';
import { commands } from '../../src/cli/commands/index.js';

let folder: string;
let page: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'secgroup-man-'));
  await execa('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json', '--outDir', path.join(folder, 'dist')]);
  for (const name of ['node_modules', 'package.json'])
    await execa('ln', ['-s', path.resolve(name), path.join(folder, name)]);
  await execa('node', ['build/man.js', path.join(folder, 'dist')]);
  page = path.join(folder, 'dist/man/secgroup.1');
});
afterAll(() => rm(folder, { recursive: true }));

test('the manual page has every command, option and example that the help has', async () => {
  const text = (await readFile(page, 'utf8')).replaceAll('\\-', '-');
  for (const command of commands) {
    expect(text).toContain(`.SS secgroup ${command.command}\n${command.describe}.\n`);
    for (const [name, { describe }] of Object.entries(command.options)) {
      expect(text).toMatch(new RegExp(`^\\.B (-., )?--(no-)?${name}( [A-Z]+)?$`, 'm'));
      expect(text).toContain(`\n${describe}`);
    }
    for (const [line] of command.examples) expect(text).toContain(line.replaceAll('$0', 'secgroup'));
    expect(text).toContain(`secgroup ${nameOf(command)}`);
  }
});

const mandoc = await execa('mandoc', ['-Tlint', '/dev/null'], { reject: false });

test.skipIf(mandoc.exitCode === undefined)('mandoc has nothing against it', async () => {
  const { stdout, stderr } = await execa('mandoc', ['-Tlint', '-Wwarning', page], { reject: false });
  const found = `${stdout}\n${stderr}`
    .split('\n')
    .filter((line) => line !== '' && !line.includes('missing date'));
  expect(found).toEqual([]);
});
