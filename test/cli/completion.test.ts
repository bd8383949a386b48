import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { splitLine } from '../../src/cli/complete/split.js';
import { type Built, buildProgram, copyProgram } from '../support/built.js';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';
import { sample } from '../support/sample.js';

const definition = `
groups: { web: {}, 'a$(id) b': {}, both: {} }
hosts:
  bastion-1: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } } }
  both: { interfaces: { eth0: { addresses: [10.0.0.2] } } }
`;

/** What is offered where `|` stands, in a folder with a definition `d.yaml`: the kind, and the words. */
async function offered(line: string): Promise<readonly string[]> {
  return withFiles(definition, async (folder) => {
    const [before, after] = line.replaceAll('d.yaml', `${folder}/d.yaml`).split('|') as [string, string];
    const { status, stdout, stderr } = await secgroup('__complete', 'line', `secgroup ${before}`, after);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout
      .trimEnd()
      .split('\n')
      .map((one) => one.split('\t')[0]!);
  });
}

describe('what is offered', () => {
  test.each<[line: string, offer: readonly string[]]>([
    ['comp|', ['words', 'compile', 'completion']],
    ['compile |', ['files']],
    ['compile d.yaml |', ['files']],
    ['compile d.yaml -- --|', ['files']],
    ['compile -o |', ['folders']],
    ['compile --output=|', ['folders']],
    ['compile d.yaml --tar|', ['words', '--target']],
    ['compile d.yaml --target ipset --tar|', ['words']],
    ['compile d.yaml --host bastion-1 --ho|', ['words', '--host']],
    ['compile --no-|', ['words', '--no-proof']],
    ['compile d.yaml --target ip|', ['words', 'iptables', 'ipset']],
    ['compile d.yaml -t ip|', ['words', 'iptables', 'ipset']],
    ['compile d.yaml --target=ip|', ['words', '--target=iptables', '--target=ipset']],
    ['compile d.yaml --host ba|', ['words', 'bastion-1']],
    ['compile --host ba| d.yaml', ['words', 'bastion-1']],
    ['compile gone.yaml --host |', ['words']],
    ['show w| d.yaml', ['words', 'web']],
    ['show | d.yaml', ['words', 'bastion-1', 'host:both', 'web', 'a$(id) b', 'group:both']],
    ['show group:| d.yaml', ['words', 'group:both']],
    ['show web |', ['files']],
    ['provision |', ['words', 'systemd', 'cloud-init', 'ansible']],
    ['provision systemd |', ['files']],
    ['check d.yaml --ignore unused|', ['words', 'unused-source', 'unused-group']],
    ['completion z|', ['words', 'zsh']],
    ['nonsense |', ['words']],
    ['schema |', ['words']],
  ])('%s', async (line, offer) => {
    expect(await offered(line)).toEqual(expect.arrayContaining([...offer]));
    expect(await offered(line)).toHaveLength(offer.length);
  });

  test('a definition that is being written has its names all the same', async () => {
    await withFiles(
      'groups: { web: { ingress: [{ allow: nothing' + ', from: x }] } }\nhosts: {}',
      async (folder) => {
        const { stdout } = await secgroup('__complete', 'words', '1', 'show', 'w', `${folder}/d.yaml`);
        expect(stdout).toBe('words\nweb\tgroup\n');
      },
    );
  });
});

test('the command that is installed answers from what it has for completion alone', async () => {
  const built = await copyProgram();
  await rm(path.join(path.dirname(built.main), 'program.js'));
  await withFiles(definition, async (folder) => {
    for (const words of [
      ['0', 'co'],
      ['2', 'compile', 'd.yaml', '--tar'],
      ['3', 'compile', `${folder}/d.yaml`, '--host', 'ba'],
      ['3', 'compile', `${folder}/gone.yaml`, '--host', ''],
    ]) {
      const { stdout } = await secgroup('__complete', 'words', ...words);
      const answered = await execa('node', [built.main, '__complete', 'words', ...words]);
      expect({ ...answered, stdout: `${answered.stdout}\n` }).toMatchObject({
        stdout,
        stderr: '',
        exitCode: 0,
      });
    }
  });
});

test.each<[line: string, words: readonly string[]]>([
  ['', ['']],
  ['a b', ['a', 'b']],
  ['a  b ', ['a', 'b', '']],
  ['a "b c" \'d e\'f', ['a', 'b c', 'd ef']],
  ['a\\ b "c', ['a b', 'c']],
  ['a\\', ['a']],
])('a shell splits %j', (line, words) => expect(splitLine(line)).toEqual(words));

const shells = [
  { name: 'bash', command: 'bash --norc --noprofile -i', load: 'source <(secgroup completion bash)' },
  {
    name: 'zsh',
    command: 'zsh -f -i',
    // Where EDITOR is vi, as npm sets it, zsh has vi's keys, to which ^A is a letter.
    load: 'bindkey -e; unsetopt autoremoveslash; autoload -U compinit; compinit -u -D; source <(secgroup completion zsh)',
  },
  { name: 'fish', command: 'fish --no-config -i', load: 'secgroup completion fish | source' },
];

/** In milliseconds, for all lines. A shell that waits for a key would do so for ever. */
const PATIENCE = 300_000;

const has = async (program: string) => !(await execa(program, ['--version'], { reject: false })).failed;
/** fish loses keys that come while it completes, so that only waiting long is sure: with `npm run soak`. */
const tried = shells.slice(0, sample(2, 3));
const there = await Promise.all(tried.map(async ({ name }) => (await has(name)) && (await has('script'))));

/** What is typed, with Tab, and the line that then stands there. */
const typed: readonly (readonly [keys: string, line: string])[] = [
  ['secgroup conv\t', 'secgroup convert'],
  ['secgroup compile d.yaml --targ\t', 'secgroup compile d.yaml --target'],
  ['secgroup compile d.yaml --target=ips\t', 'secgroup compile d.yaml --target=ipset'],
  ['secgroup compile d.\t', 'secgroup compile d.yaml'],
  ['secgroup compile d.yaml -o scr\t', 'secgroup compile d.yaml -o scripts/'],
  ['secgroup compile d.yaml --host bas\t', 'secgroup compile d.yaml --host bastion-1'],
  [`secgroup show group:b d.yaml${'\x02'.repeat(7)}\t`, 'secgroup show group:both d.yaml'],
  [`secgroup show a d.yaml${'\x02'.repeat(7)}\t`, 'secgroup show a$(id) b d.yaml'],
];

describe('a real shell completes commands, options, values, files, folders, hosts and names', () => {
  let built: Built;
  beforeAll(async () => {
    built = await buildProgram();
  });

  test.each(tried.filter((_, i) => there[i]))('$name', async ({ name, command, load }) => {
    // fish offers no names while sources stand only behind the cursor.
    const keysTried = name === 'fish' ? typed.slice(0, -2) : typed;
    await withFiles({ 'd.yaml': definition }, async (folder) => {
      await mkdir(`${folder}/bin`);
      await mkdir(`${folder}/scripts`);
      await symlink(built.main, `${folder}/bin/secgroup`);
      const env = { PATH: `${folder}/bin:${process.env.PATH}`, TERM: 'dumb', HOME: folder };
      const options = { cwd: folder, env, reject: false, buffer: false, stderr: 'ignore' } as const;
      const shell = execa('script', ['-qec', command, '/dev/null'], options);
      let printed = '';
      const deadline = Date.now() + PATIENCE;
      shell.stdout.on('data', (chunk) => {
        printed += chunk;
      });
      const said = async (text: RegExp): Promise<string> => {
        for (;;) {
          const found = text.exec(printed.replaceAll('\r', ''));
          if (found) return found[1]!.trimEnd().replace(/ +/g, ' ');
          if (shell.exitCode !== null) throw new Error(`the shell has ended: ${printed}`);
          if (Date.now() > deadline) throw new Error(`the shell does not go on: ${printed}`);
          await setTimeout(50);
        }
      };
      const quiet = async (): Promise<void> => {
        if (name !== 'fish') return;
        for (let before = ''; before !== printed; await setTimeout(2_000)) before = printed;
      };
      onTestFinished(() => void shell.kill());
      // The shell prints back what is typed, so that what it says has to be spelled otherwise.
      shell.stdin.write(`${load}; echo RE''ADY\n`);
      await said(/^(READY)$/m);
      const lines: string[] = [];
      for (const [i, [keys]] of keysTried.entries()) {
        shell.stdin.write(keys);
        await quiet();
        shell.stdin.write(`\x01echo GOT${i} \n`);
        lines.push(await said(new RegExp(`^GOT${i} (.*)$`, 'm')));
      }
      shell.stdin.end('exit\n');
      await shell;
      expect(lines).toEqual(keysTried.map(([, line]) => line));
    });
  });
});
