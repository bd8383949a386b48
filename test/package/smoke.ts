import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { backendOf } from '../../src/backend/registry.js';
import { type Target, targets } from '../../src/target/target.js';
import { type Example, examples } from '../examples/examples.js';
import { goldenScript } from '../examples/golden-scripts.js';

const root = path.resolve(import.meta.dirname, '../..');
const webServer = examples.find(({ name }) => name === 'web-server')!;

/** The command line of a program so far, asked when a test runs. */
export type Command = () => readonly string[];

/** Tries what users do with a program that should need nothing but itself, in a folder that holds the examples and nothing else. */
export function smokeTests(command: Command): void {
  test.each(targets)('it compiles to the golden script of %s', (target) =>
    inFolder(async (folder) => {
      const out = path.join(folder, 'out');
      await run(command(), folder, compileTo(out, webServer, target));
      expect(await scriptsIn(out)).toEqual(goldenOf(webServer, target));
    }),
  );

  // Threads are started only where a second of work is ahead.
  test('it compiles in worker threads', () =>
    inFolder(async (folder) => {
      await writeFile(path.join(folder, 'fleet.yaml'), fleet(HOSTS));
      const printed = await run(command(), folder, ['compile', 'fleet.yaml', '--json', '--jobs', '2']);
      expect(JSON.parse(printed).scripts).toHaveLength(HOSTS);
    }));

  test('it answers a Tab', () =>
    inFolder(async (folder) => {
      const words = ['3', 'compile', 'examples/web-server/web-server.yaml', '--host', 'web'];
      expect(await run(command(), folder, ['__complete', 'words', ...words])).toMatch(
        /^words\nweb-1\thost\n?$/,
      );
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
      await secgroup('verify', 'web-1.nft', definition);
    }));
}

const HOSTS = 300;

/** Hosts that take some ten milliseconds each. */
function fleet(count: number): string {
  const rules = Array.from({ length: 150 }, (_, i) => `{ allow: tcp/${i * 7 + 1}, from: 10.9.${i}.0/24 }`);
  const hosts = Array.from(
    { length: count },
    (_, i) => `  h${i}: { interfaces: { eth0: { addresses: [10.1.${i >> 8}.${i & 255}], groups: [a] } } }\n`,
  );
  return `groups:\n  a: { ingress: [${rules.join(', ')}] }\nhosts:\n${hosts.join('')}`;
}

/** Tries a definition with real packets: the agents of the laboratory come along, and start. */
export function packetTest(command: Command): void {
  test('it tries a definition with packets', () =>
    inFolder(async (folder) => {
      const printed = await run(command(), folder, ['test', 'examples/web-server/web-server.yaml']);
      expect(printed).toMatch(/ probes, all agree$/m);
    }));
}

/** Command lines, each of which compiles an example for a target into a folder of its own below `out`. */
export function everyExample(out: string): readonly (readonly string[])[] {
  return examples.flatMap((example) =>
    targets.map((target) => compileTo(path.join(out, example.name, target), example, target)),
  );
}

/** Whether what `everyExample` wrote is what it should be. */
export async function expectGolden(out: string): Promise<void> {
  for (const example of examples)
    for (const target of targets)
      expect(await scriptsIn(path.join(out, example.name, target))).toEqual(goldenOf(example, target));
}

function compileTo(out: string, { sources, hosts, myIp }: Example, target: Target): readonly string[] {
  const address = myIp === undefined ? [] : ['--my-ip', myIp];
  return [
    'compile',
    ...sources,
    '--target',
    target,
    '-o',
    out,
    ...hosts.flatMap((name) => ['--host', name]),
    ...address,
  ];
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

export async function run(command: readonly string[], cwd: string, args: readonly string[]): Promise<string> {
  const [program, ...first] = command;
  const { stdout } = await execa(program!, [...first, ...args], { cwd, stripFinalNewline: false });
  return stdout;
}

async function scriptsIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).sort();
  return textsOf(folder, names);
}

function goldenOf({ name, hosts }: Example, target: Target) {
  const files = hosts.map((host) => `${host}${backendOf(target).fileEnding}`);
  return Object.fromEntries(files.map((file) => [file, goldenScript(path.join(name, file))]));
}

async function textsOf(folder: string, names: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const texts = names.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')]);
  return Object.fromEntries(await Promise.all(texts));
}
