import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { backendOf } from '../../src/backend/registry.js';
import { targets } from '../../src/target/target.js';
import { type Example, examples } from '../examples/examples.js';

const root = path.resolve(import.meta.dirname, '../..');
const golden = path.join(root, 'test/examples/golden');

/** Where a program is run that should need nothing but itself. */
export interface Surroundings {
  /** Its command line so far; asked when a test runs. */
  readonly command: () => readonly string[];
  readonly examples?: readonly string[];
}

/** Tries what users do with a program, in a folder that holds the examples and nothing else. */
export function smokeTests({ command, examples: names = examples.map(({ name }) => name) }: Surroundings): void {
  test.each(examples.filter(({ name }) => names.includes(name)))('it compiles the example $name', (example) =>
    inFolder(async (folder) => {
      for (const target of targets) {
        const host = example.hosts.flatMap((name) => ['--host', name]);
        const address = example.myIp === undefined ? [] : ['--my-ip', example.myIp];
        const out = path.join(folder, target);
        const more = ['--target', target, '--output', out, ...host, ...address];
        await run(command(), folder, ['compile', ...example.sources, ...more]);
        expect(await scriptsIn(out)).toEqual(await goldenOf(example, target));
      }
    }),
  );

  test('it compiles in worker threads', () =>
    inFolder(async (folder) => {
      const out = path.join(folder, 'out');
      await run(command(), folder, ['compile', 'examples/three-tier.yaml', '--output', out, '--jobs', '2']);
      expect(Object.keys(await scriptsIn(out))).toHaveLength(7);
    }));

  test('it checks, converts, and verifies', () =>
    inFolder(async (folder) => {
      const definition = 'examples/web-server/web-server.yaml';
      const secgroup = (...args: string[]) => run(command(), folder, args);
      expect(await secgroup('--version')).toMatch(/^\d+\.\d+\.\d+\n?$/);
      await secgroup('check', definition);
      for (const format of ['terraform', 'native'])
        expect(await secgroup('convert', definition, '--to', format)).toContain('web');
      await writeFile(path.join(folder, 'web-1.nft'), await secgroup('compile', definition));
      await secgroup('verify', definition, 'web-1.nft', '--host', 'web-1');
    }));
}

/** Tries a definition with real packets: the agents of the laboratory come along, and start. */
export function packetTest(command: () => readonly string[]): void {
  test('it tries a definition with packets', () =>
    inFolder(async (folder) => {
      const printed = await run(command(), folder, ['test', 'examples/web-server/web-server.yaml']);
      expect(printed).toMatch(/\d+ .*as wanted|passed|agree/i);
    }));
}

export async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'secgroup-package-'));
  try {
    await cp(path.join(root, 'examples'), path.join(folder, 'examples'), { recursive: true });
    await act(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function run(command: readonly string[], cwd: string, args: readonly string[]): Promise<string> {
  const [program, ...first] = command;
  const { stdout } = await execa(program!, [...first, ...args], { cwd, stripFinalNewline: false });
  return stdout;
}

async function scriptsIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).sort();
  return textsOf(folder, names);
}

function goldenOf({ name, hosts }: Example, target: (typeof targets)[number]) {
  const files = hosts.map((host) => `${host}${backendOf(target).fileEnding}`);
  return textsOf(path.join(golden, name), files.sort());
}

async function textsOf(folder: string, names: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const texts = names.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')]);
  return Object.fromEntries(await Promise.all(texts));
}
