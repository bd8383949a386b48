import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { type Step, stepsTransaction } from '../../../src/backend/iptables/steps.js';

const saying = (word: string, undo = `echo un${word}`): Step => ({
  command: `echo ${word}; cat`,
  input: '',
  undo: { command: undo, input: '' },
});
const failing = (undo = 'echo tried'): Step => ({
  command: 'echo why >&2; false',
  input: '',
  undo: { command: undo, input: '' },
});

async function run(...steps: readonly Step[]) {
  const { command, input } = stepsTransaction(steps);
  const { exitCode, stdout, stderr } = await execa(command[0]!, command.slice(1), { input, reject: false });
  return { exitCode, did: stdout.split('\n').filter((line) => line !== ''), stderr };
}

describe('steps', () => {
  test('are taken one after the other', async () => {
    expect(await run(saying('a'), saying('b'))).toEqual({ exitCode: 0, did: ['a', 'b'], stderr: '' });
  });

  test('are taken back, the last one first, where one fails', async () => {
    const { exitCode, did, stderr } = await run(saying('a'), saying('b'), failing(), saying('c'));
    expect([exitCode, did, stderr]).toEqual([1, ['a', 'b', 'tried', 'unb', 'una'], 'why']);
  });

  test('that cannot be taken back are told, and the others are', async () => {
    const { exitCode, did, stderr } = await run(saying('a'), saying('b', 'false'), failing());
    expect([exitCode, did]).toEqual([1, ['a', 'b', 'tried', 'una']]);
    expect(stderr).toMatch(/^why\nand what was done before that could not be taken back/);
  });

  test('that have done nothing have nothing to take back', async () => {
    expect((await run(saying('a'), failing('false'))).stderr).toBe('why');
  });
});
