import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Script } from 'node:vm';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../src/index.js';
import { targets } from '../../src/target/target.js';
import { type Built, buildProgram } from '../support/built.js';
import { withFiles } from '../support/definition.js';

let built: Built;

beforeAll(async () => {
  built = await buildProgram();
});

const example = path.resolve('examples/three-tier.yaml');
const folder = path.dirname(example);

interface Surroundings {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

async function secgroup(args: readonly string[], surroundings: Surroundings = {}) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [built.main, ...args], {
    stripFinalNewline: false,
    reject: false,
    ...surroundings,
    env: { SSH_CONNECTION: '', ...surroundings.env },
  });
  return { status: exitCode, stdout, stderr };
}

/** Runs a line of the shell, in which `secgroup` is the program. */
const shell = (line: string, cwd = folder) =>
  execa('bash', ['-c', `secgroup() { "$NODE" "$MAIN" "$@"; }\n${line}`], {
    cwd,
    env: { NODE: process.execPath, MAIN: built.main },
    reject: false,
  });

describe('exit statuses', () => {
  test.each<[status: number, args: readonly string[]]>([
    [0, ['check', example]],
    [1, ['compile', example, '--host', 'nowhere']],
    [2, ['compile', example, '--nope']],
    [3, ['compile', example, '-o', '/dev/null/x']],
  ])('%i: secgroup %j', async (status, args) => {
    const result = await secgroup(args);
    expect(result.status).toBe(status);
    expect(result.stdout).toBe('');
  });
});

describe('a command that never comes to its end', () => {
  test('is no success', async () => {
    await withFiles(
      { 'stuck.cjs': "require('node:fs/promises').stat = () => new Promise(() => {});" },
      async (folder) => {
        const env = { NODE_OPTIONS: `--require ${path.join(folder, 'stuck.cjs')}` };
        expect((await secgroup(['check', example])).status).toBe(0);
        expect((await secgroup(['check', example], { env })).status).toBe(70);
      },
    );
  });
});

describe('built into one script', () => {
  const args = ['compile', example, '--host', 'web-1'];

  test.each(targets)('it writes what the sources write: %s', async (target) => {
    const sources = [{ name: 'three-tier.yaml', text: await readFile(example, 'utf8') }];
    const { value } = await compile(sources, { target, hosts: ['web-1'] });
    expect((await secgroup([...args, '--target', target])).stdout).toBe(value![0]!.text);
  });

  test('its code cache is one that this Node takes', async () => {
    const filename = path.join(path.dirname(built.main), 'program.js');
    const cachedData = await readFile(filename.replace(/js$/, 'cache'));
    const script = new Script(await readFile(filename, 'latin1'), { filename, cachedData });
    expect(script.cachedDataRejected).toBe(false);
  });

  test.each<[what: string, cache: Uint8Array | undefined]>([
    ['without its code cache', undefined],
    ['with that of another Node', Buffer.alloc(1_000, 'x')],
  ])('it does the same %s', async (_, cache) => {
    const place = path.join(path.dirname(path.dirname(built.main)), 'other');
    await cp(path.dirname(built.main), place, { recursive: true });
    try {
      await (cache
        ? writeFile(path.join(place, 'program.cache'), cache)
        : rm(path.join(place, 'program.cache')));
      const other = await execa(process.execPath, [path.join(place, 'main.js'), ...args], {
        stripFinalNewline: false,
      });
      expect(other.stdout).toBe((await secgroup(args)).stdout);
    } finally {
      await rm(place, { recursive: true });
    }
  });
});

describe('the same input gives the same bytes', () => {
  const compile = ['compile', '--host', 'web-1'];

  test.each(targets)('in every run: %s', async (target) => {
    const once = () => secgroup([...compile, example, '--target', target]);
    const [first, second] = await Promise.all([once(), once()]);
    expect(first.stdout).toBe(second.stdout);
    expect(first.stdout).not.toBe('');
  });

  test('from any folder, by any path, and no folder of the machine is in it', async () => {
    const absolute = await secgroup([...compile, example], { cwd: '/' });
    const relative = await secgroup([...compile, 'three-tier.yaml'], { cwd: folder });
    expect(absolute.stdout).toBe(relative.stdout);
    expect(absolute.stdout).not.toContain(path.dirname(folder));
  });

  test('in any locale, time zone and environment', async () => {
    const plain = await secgroup([...compile, example]);
    const odd = {
      LANG: 'tr_TR.UTF-8',
      LC_ALL: 'tr_TR.UTF-8',
      TZ: 'Pacific/Apia',
      COLUMNS: '20',
      FORCE_COLOR: '1',
    };
    expect((await secgroup([...compile, example], { env: odd })).stdout).toBe(plain.stdout);
  });
});

test('a fleet that takes longer than a moment is the same with one job and with several', async () => {
  const hosts = Array.from({ length: 250 }, (_, i) => {
    const addresses = `[10.1.${i >> 8}.${i & 255}]`;
    return `  h${i}: { output: ignore, interfaces: { eth0: { addresses: ${addresses}, groups: [a, b, c] } } }\n`;
  });
  const groups = ['a', 'b', 'c'].map((name) => {
    const ports = Array.from(
      { length: 60 },
      (_, i) => `{ allow: tcp/${i * 7 + name.charCodeAt(0)}, from: 10.9.${i}.0/24 }`,
    );
    return `  ${name}: { ingress: [${ports.join(', ')}] }\n`;
  });
  await withFiles(`groups:\n${groups.join('')}hosts:\n${hosts.join('')}`, async (cwd) => {
    const [one, several] = await Promise.all(
      ['1', '3'].map((jobs) => secgroup(['compile', 'd.yaml', '--json', '--jobs', jobs], { cwd })),
    );
    expect(one!.status).toBe(0);
    expect(JSON.parse(one!.stdout).scripts).toHaveLength(250);
    expect(JSON.parse(one!.stdout).diagnostics).toHaveLength(250);
    expect(several!.stdout === one!.stdout).toBe(true);
  });
});

describe('standard input', () => {
  test('is read as -', async () => {
    const input = await readFile(example, 'utf8');
    const { status, stdout, stderr } = await secgroup(['compile', '-', '--host', 'web-1'], { input });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^#!/);
  });

  test.each<[what: string, input: string | Uint8Array, code: string]>([
    ['nothing', '', 'file-empty'],
    ['another encoding', Buffer.from('# \xe9', 'latin1'), 'file-encoding'],
    ['too much', '#'.repeat(2_000), 'file-too-large'],
  ])('%s is told as in a file', async (_, input, code) => {
    const { status, stdout, stderr } = await secgroup(['check', '-', '--max-size', '1000'], { input });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^-:1:\\d+: error\\[${code}\\]`));
  });
});

describe('in a pipe', () => {
  test('a reader that has seen enough is no failure', async () => {
    const addresses = Array.from({ length: 20_000 }, (_, i) => `10.${i >> 8}.${i & 255}.1`);
    const definition = JSON.stringify({
      groups: { web: { ingress: [{ allow: 'ssh', from: addresses }] } },
      hosts: { h: { interfaces: { eth0: { addresses: ['10.0.0.1'], groups: ['web'] } } } },
    });
    await withFiles({ 'd.json': definition }, async (cwd) => {
      const { stdout, stderr } = await shell('secgroup compile d.json | head -n 1', cwd);
      expect({ stdout, stderr }).toEqual({ stdout: '#!/usr/sbin/nft -f', stderr: '' });
      const json = await shell('secgroup compile d.json --json | head -c 1', cwd);
      expect([json.stdout, json.stderr]).toEqual(['{', '']);
    });
  });

  test('everything arrives', async () => {
    const { stdout } = await shell('secgroup compile three-tier.yaml --json | cat | wc -c');
    expect(Number(stdout)).toBe(
      (await secgroup(['compile', example, '--json'], { cwd: folder })).stdout.length,
    );
  });
});

describe('colour', () => {
  const mistyped = ['compile', example, '--host', 'web-l'];
  const ESC = '\x1b';

  test('is not printed where there is no terminal, not even on demand', async () => {
    expect((await secgroup(mistyped)).stderr).not.toContain(ESC);
    expect((await secgroup(['list', example])).stdout).not.toContain(ESC);
    expect((await secgroup(['--help'])).stdout).not.toContain(ESC);
  });

  /** `script` gives a program a terminal. */
  const onTerminal = async (env: string, redirection = '') => {
    const command = `env -u NO_COLOR -u FORCE_COLOR ${env} "$NODE" "$MAIN" ${mistyped.join(' ')} ${redirection}`;
    return (await shell(`script -qec '${command}' /dev/null </dev/null`)).stdout;
  };

  test('is printed on a terminal, unless NO_COLOR is set', async (context) => {
    if ((await shell('command -v script')).exitCode !== 0) return context.skip('script is not installed');
    const colours = 'TERM=xterm-256color';
    expect(await onTerminal(colours)).toContain(`${ESC}[`);
    expect(await onTerminal(`CI=true ${colours}`)).toContain(`${ESC}[`);
    expect(await onTerminal(colours, '>/dev/null')).toContain(`${ESC}[`);
    expect(await onTerminal(`NO_COLOR=1 ${colours}`)).not.toContain(`${ESC}[`);
    expect(await onTerminal('TERM=dumb')).not.toContain(`${ESC}[`);
  });
});

test('my-ip is the address this SSH session comes from', async () => {
  const definition = `
groups: { web: { ingress: [{ allow: ssh, from: my-ip }] } }
hosts: { h: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } } } }
`;
  await withFiles(definition, async (cwd) => {
    const args = ['compile', 'd.yaml'];
    const session = { SSH_CONNECTION: '198.51.100.7 50000 10.0.0.1 22' };
    expect((await secgroup(args, { cwd, env: session })).stdout).toContain('198.51.100.7');
    const given = await secgroup([...args, '--my-ip', '203.0.113.9'], { cwd, env: session });
    expect(given.stdout).toContain('203.0.113.9');
    expect(given.stdout).not.toContain('198.51.100.7');
    expect((await secgroup(args, { cwd })).stderr).toContain('error[my-ip-unknown]');
    expect((await secgroup(args, { cwd, env: { SSH_CONNECTION: 'nonsense' } })).status).toBe(1);
  });
});
