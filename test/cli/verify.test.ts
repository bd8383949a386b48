import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Built, copyProgram } from '../support/built.js';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';

const example = path.resolve('examples/three-tier.yaml');
const golden = path.resolve('test/examples/golden/three-tier/app-1.nft');

/** Runs `verify` on app-1's script after a change; `line` is where that is, from 1. */
async function verifyChanged(from: string | RegExp, to: string, ...options: readonly string[]) {
  const text = await readFile(golden, 'utf8');
  const changed = text.replace(from, to);
  if (from !== '') expect(changed).not.toBe(text);
  const line = text.slice(0, text.search(from)).split('\n').length;
  return withFiles({ 'app-1.nft': changed }, async (folder) => {
    const file = path.join(folder, 'app-1.nft');
    const result = await secgroup('verify', file, example, '--host', 'app-1', ...options);
    return { ...result, line, stderr: result.stderr.replaceAll(`${folder}/`, '') };
  });
}

describe('verify', () => {
  test('says that a script is right', async () => {
    expect(await verifyChanged('', '')).toMatchObject({
      status: 0,
      stdout: '',
      stderr: expect.stringContaining('app-1.nft: enforces exactly the definition for host app-1'),
    });
  });

  test('shows a packet that a script lets through, the line that does, and that no rule does', async () => {
    const { status, stdout, stderr, line } = await verifyChanged('10.0.1.10/31 accept', '10.0.1.8/30 accept');
    expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
    expect(stderr).toContain(
      `app-1.nft:${line}:3: error[not-proven]: the script accepts tcp/8080, tcp/8443 from 10.0.1.8/31 into eth0; no rule allows it`,
    );
    expect(stderr).toContain(
      'for example in on eth0: ipv4 tcp from 10.0.1.8 port 40000 to 192.0.2.1 port 8080, flags syn, state new',
    );
  });

  test('shows a packet that a script drops, and the rule that allows it', async () => {
    const { status, stderr } = await verifyChanged('ip saddr 10.0.0.5 accept', 'ip saddr 10.0.0.6 accept');
    expect(status).toBe(4);
    expect(stderr).toContain(
      "the script drops tcp/22 from 10.0.0.5 into eth0; ingress rule 2 of group 'app' allows it",
    );
    expect(stderr).toContain('three-tier.yaml:30:9: the rule that allows it');
  });

  test('refuses what it does not understand', async () => {
    const { status, stderr, line } = await verifyChanged('ip saddr 10.0.0.5 accept', 'meta mark 7 accept');
    expect(status).toBe(4);
    expect(stderr).toContain(`app-1.nft:${line}:3: error[not-understood]: cannot be proven: 'meta mark 7'`);
  });

  test('refuses what only it would read', async () => {
    const { status, stderr } = await verifyChanged('#!', '\uFEFF#!');
    expect(status).toBe(1);
    expect(stderr).toContain(
      "error[file-encoding]: 'app-1.nft' is text with a byte order mark; UTF-8 is needed",
    );
  });

  test('tells what a host admits beside its rules', async () => {
    const { status, stderr } = await verifyChanged(/"lo" : accept, |iifname "lo" accept/, '');
    expect(status).toBe(4);
    expect(stderr).toContain('the loopback device is open');
  });

  test('prints JSON', async () => {
    const right = await verifyChanged('', '', '--json');
    expect(JSON.parse(right.stdout)).toEqual({ host: 'app-1', proven: true, diagnostics: [] });
    const wrong = await verifyChanged(/^\t\tdrop$/m, '\t\taccept', '--json');
    expect(wrong.status).toBe(4);
    expect(JSON.parse(wrong.stdout).diagnostics[0]).toMatchObject({ code: 'not-proven', line: wrong.line });
  });

  test.each<[status: number, args: readonly string[]]>([
    [1, ['verify', 'no-such-file', example, '--host', 'app-1']],
    [1, ['verify', golden, example, '--host', 'nobody']],
    [2, ['verify', golden, example]],
    [2, ['verify', golden]],
    [2, ['verify', '--live']],
    [2, ['verify', '--live', '--kernel', example]],
    [2, ['verify', golden, example, '--host', 'app-1', '--xtables', 'nft']],
    [2, ['verify', '--live', example, '--host', 'app-1', '--xtables', 'nft']],
  ])('ends with %i: secgroup %j', async (status, args) => {
    expect(await secgroup(...args)).toMatchObject({ status, stdout: '' });
  });
});

describe('a compiler that writes the wrong script', () => {
  let built: Built;

  beforeAll(async () => {
    built = await copyProgram();
    await damageTemplate(built);
  });

  const run = (...args: readonly string[]) =>
    execa(process.execPath, [built.main, 'compile', example, ...args], {
      reject: false,
      stripFinalNewline: false,
      env: { SSH_CONNECTION: '' },
    });

  test('writes nothing, and shows a packet', async () => {
    const { exitCode, stdout, stderr } = await run('--host', 'app-1');
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    expect(stderr).toContain('error[not-proven]: the script accepts');
    expect(stderr).toContain('for example in on');
  });

  test('leaves a folder as it is', async () => {
    await withFiles({ 'old.nft': 'as it was' }, async (folder) => {
      expect(await run('-o', folder)).toMatchObject({ exitCode: 4, stdout: '' });
      expect(await readdir(folder)).toEqual(['old.nft']);
    });
  });

  test('is believed with --no-proof, and the script says so', async () => {
    const { exitCode, stdout } = await run('--host', 'app-1', '--no-proof');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\t\taccept$/m);
    expect(stdout).toContain('# NOT PROVEN: made with --no-proof.');
  });
});

/** The rules of every chain of nftables are then followed by one that accepts. Templates are part of the program once it is built. */
async function damageTemplate({ main }: Built): Promise<void> {
  const file = path.join(path.dirname(main), 'program.js');
  const text = await readFile(file, 'utf8');
  const damaged = text.replace(
    /("rules"\), \d+, \d+\), \w+\.opts\.autoescape\);\s*\w+ \+= )"\\n"/,
    '$1"\\n\\t\\taccept\\n"',
  );
  expect(damaged).not.toBe(text);
  await writeFile(file, damaged);
}
