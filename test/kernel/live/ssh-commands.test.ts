import { execa } from 'execa';
import { expect, it } from 'vitest';
import { programEnvironment } from '../../../src/machine/programs.js';
import { runCommand } from '../../../src/machine/ssh-commands.js';
import { describeKernel } from '../rig/index.js';

/** Runs a command as a machine at the other end would, where `/run` is empty. */
async function run(command: string, input: string) {
  const there = `mount -t tmpfs tmpfs /run; ${command.replace(/^exec /, '')}; s=$?; ls -A /run; exit $s`;
  const { exitCode, stdout, stderr } = await execa('unshare', ['-Urnm', '--', 'sh', '-c', there], {
    input,
    env: programEnvironment(),
    reject: false,
  });
  return { exitCode, stdout, stderr };
}

describeKernel('a program at the other end of SSH', () => {
  it('gets its input whole, or is not run', async () => {
    const command = runCommand(10, 'wc', ['-c']);
    expect(await run(command, '0123456789')).toEqual({ exitCode: 0, stdout: '10', stderr: '' });
    for (const other of ['', '012345678', '0123456789\n'])
      expect(await run(command, other)).toEqual({ exitCode: 1, stdout: '', stderr: 'the input was cut off' });
  });

  it('gets its arguments as they are, and is said to be lacking where it is', async () => {
    const words = ["it's", '$HOME', 'a b', '', '`id`', '\\', '*', '!x', '"'];
    const { stdout } = await run(runCommand(0, 'printf', ['%s\\n', ...words]), '');
    expect(stdout).toBe(words.join('\n'));
    expect(await run(runCommand(0, 'no-such-program', []), '')).toMatchObject({ exitCode: 127, stdout: '' });
  });
});
