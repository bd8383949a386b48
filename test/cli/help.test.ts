import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { nameOf } from '../../src/cli/command.js';
import { commands } from '../../src/cli/commands/index.js';
import { secgroup } from '../support/cli.js';

const names = commands.map(nameOf);

test.each(['--help', '-h'])('secgroup %s names every command', async (flag) => {
  const { status, stdout, stderr } = await secgroup(flag);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const name of names) expect(stdout).toMatch(new RegExp(`^ +secgroup ${name}\\b`, 'm'));
});

test.each(names)('docs/commands.md has a row for %s', async (name) => {
  expect(await readFile('docs/commands.md', 'utf8')).toMatch(new RegExp(`^\\| \`${name}\\b`, 'm'));
});

describe.each(names)('secgroup %s --help', (command) => {
  test('shows options and an example of it', async () => {
    const { status, stdout, stderr } = await secgroup(command, '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [, examples] = stdout.split('Examples:');
    expect(examples?.replace(/\s+/g, ' ')).toContain(`secgroup ${command}`);
  });
});

test('secgroup alone shows what there is, and is no success', async () => {
  const { stdout: help } = await secgroup('--help');
  expect(await secgroup()).toEqual({ status: 2, stdout: '', stderr: help });
});

test('help is given whatever else is wrong', async () => {
  const { status, stdout } = await secgroup('compile', '--taget', '--help');
  expect(status).toBe(0);
  expect(stdout).toContain('--target');
});

test.each(['--version', '-V'])('secgroup %s', async (flag) => {
  const { status, stdout } = await secgroup(flag);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
