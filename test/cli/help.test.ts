import { describe, expect, test } from 'vitest';
import { secgroup } from '../support/cli.js';

const commands = [
  'compile',
  'verify',
  'check',
  'list',
  'show',
  'schema',
  'convert',
  'provision',
  'test',
  'lab',
  'completion',
];

test.each(['--help', '-h'])('secgroup %s names every command', async (flag) => {
  const { status, stdout, stderr } = await secgroup(flag);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const command of commands) expect(stdout).toMatch(new RegExp(`^ +secgroup ${command}\\b`, 'm'));
});

describe.each(commands)('secgroup %s --help', (command) => {
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
