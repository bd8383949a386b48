import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { type CliResult, secgroup } from './cli.js';
import { type Printed, readPrinted } from './printed.js';

/** A definition as one YAML text, or as files by name. */
export type Files = string | Readonly<Record<string, string | Uint8Array>>;

/** What compiling a definition came to. */
export interface Compiled extends CliResult {
  readonly diagnostics: readonly Printed[];
  /** Scripts by file name. */
  readonly scripts: Readonly<Record<string, string>>;
}

/** Writes files into a folder of their own while something is done with them. */
export async function withFiles<T>(files: Files, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'secgroup-test-'));
  try {
    for (const [name, content] of entriesOf(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), content);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const entriesOf = (files: Files) => Object.entries(typeof files === 'string' ? { 'd.yaml': files } : files);

/** Compiles the definitions among the files for every host, by the command line. */
export function compileDefinition(files: Files, ...options: readonly string[]): Promise<Compiled> {
  return withFiles(files, async (folder) => {
    const names = entriesOf(files).map(([name]) => name);
    const sources = names
      .filter((name) => /\.(ya?ml|json)$/.test(name))
      .map((name) => path.join(folder, name));
    return compileSources(sources, folder, options);
  });
}

/** Compiles sources of a folder into scripts; the folder's own name is cut from what is printed. */
export async function compileSources(
  sources: readonly string[],
  folder: string,
  options: readonly string[] = [],
): Promise<Compiled> {
  const output = path.join(folder, 'scripts');
  const result = await secgroup('compile', ...sources, '-o', output, ...options);
  const stderr = result.stderr.replaceAll(`${folder}/`, '').replaceAll(folder, '.');
  return { ...result, stderr, diagnostics: readPrinted(stderr), scripts: await readScripts(output) };
}

async function readScripts(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(folder).catch(() => []);
  const texts = names.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

/** What a diagnostic is expected to be: its code, the text above the carets, and words of its suggestion, if it has one. */
export type Expected = readonly [code: string, blamed: string | undefined, suggestion?: string | undefined];

/** The definition is refused for exactly these reasons: nothing on standard output, no file, exit status 1. */
export async function expectRefused(files: Files, ...expected: readonly Expected[]): Promise<Compiled> {
  const compiled = await compileDefinition(files);
  expectErrors(compiled, ...expected);
  return compiled;
}

export function expectErrors(compiled: Compiled, ...expected: readonly Expected[]): void {
  const errors = compiled.diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ code, blamed }) => [code, blamed])).toEqual(
    expected.map(([code, blamed]) => [code, blamed]),
  );
  expected.forEach(([, , suggestion], i) => {
    if (suggestion === undefined) expect(errors[i]!.suggestion).toBeUndefined();
    else expect(errors[i]!.suggestion ?? '').toContain(suggestion);
  });
  for (const { place } of errors) expect(place).toMatch(/^[^/]\S*:\d+:\d+$/);
  expect(compiled.status).toBe(1);
  expect(compiled.stdout).toBe('');
  expect(compiled.scripts).toEqual({});
}

/** The definition compiles, with exactly these warnings. */
export async function expectWarnings(files: Files, ...expected: readonly Expected[]): Promise<Compiled> {
  const compiled = await compileDefinition(files);
  expect(compiled.diagnostics.map(({ severity, code, blamed }) => [severity, code, blamed])).toEqual(
    expected.map(([code, blamed]) => ['warning', code, blamed]),
  );
  expect(compiled.status).toBe(0);
  expect(Object.keys(compiled.scripts)).not.toEqual([]);
  return compiled;
}

/** A definition of one group on one host, whose only rule this is. */
export const withRule = (rule: string): string => `
groups:
  web:
    ingress:
      - ${rule}
hosts:
  web-1: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } } }
`;

export const withPeer = (peer: string): string => withRule(`{ allow: tcp/22, from: ${peer} }`);

export const withTraffic = (allow: string, from = 'anywhere'): string =>
  withRule(`{ allow: ${allow}, from: ${from} }`);
