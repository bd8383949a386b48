import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { type Block, blocksOf } from './markdown.js';

const project = path.resolve(import.meta.dirname, '../..');

/**
 * Runs what a page says, as a reader would: in a copy of the project's folder, from its first command to its last. `main`: the program,
 * as it was built.
 *
 * - `sh` is run and ends with status 0; `sh fails` with 1, for a wrong definition.
 * - `sh kernel` and `sh kernel fails` need namespaces: a page that has one is for the kernel's tests.
 * - `sh root`, `sh install` and `sh cloud` need what a test does not have, and are not run.
 * - `text output` is what the command before it prints; a line of `…` stands for lines left out.
 * - `yaml NAME` is written to that file before what follows is run.
 * - `js NAME` and `ts NAME` are what stands in that file.
 */
export async function followPage(page: string, main: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'secgroup-page-'));
  try {
    const [bin, place] = ['bin', 'place'].map((name) => path.join(folder, name)) as [string, string];
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'secgroup'), `#!/bin/sh\nexec node '${main}' "$@"\n`, { mode: 0o755 });
    furnish(place, path.resolve(path.dirname(main), '../..'));
    let printed: string | undefined;
    for (const block of blocksOf(readFileSync(path.join(project, page), 'utf8')))
      printed = await follow(page, block, place, printed, bin);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As somebody has it who cloned the project, and installed it. */
function furnish(place: string, installed: string): void {
  const modules = path.join(place, 'node_modules');
  mkdirSync(modules, { recursive: true });
  cpSync(path.join(project, 'examples'), path.join(place, 'examples'), { recursive: true });
  for (const name of ['package.json', 'vitest.config.ts', 'build/demo.js', 'test/system-packages.js'])
    cpSync(path.join(project, name), path.join(place, name));
  symlinkSync(path.join(installed, 'dist'), path.join(place, 'dist'));
  symlinkSync(installed, path.join(modules, 'secgroup'));
  for (const name of ['.bin', 'vitest'])
    symlinkSync(path.join(project, 'node_modules', name), path.join(modules, name));
}

/** Does what a block says, and gives what the last command has printed; nothing where that was not run. */
async function follow(
  page: string,
  block: Block,
  place: string,
  printed: string | undefined,
  bin: string,
): Promise<string | undefined> {
  const [language, ...words] = block.words;
  const [word] = words;
  const where = `${page}:${block.line}`;
  if (language === 'sh') {
    if (!isRun(words)) return undefined;
    const { all, exitCode } = await run(block.text, place, bin);
    expect(exitCode, `${where}\n${all}`).toBe(words.includes('fails') ? 1 : 0);
    return all;
  }
  if ((language === 'js' || language === 'ts') && word !== undefined)
    expect(block.text, where).toBe(readFileSync(path.join(place, word), 'utf8'));
  if (language === 'yaml' && word !== undefined) writeFileSync(path.join(place, word), block.text);
  if (language === 'text' && word === 'output' && printed !== undefined)
    expectPrinted(where, block.text, printed);
  return printed;
}

const isRun = (words: readonly string[]): boolean =>
  words.every((word) => word === 'fails' || word === 'kernel');

/** `bin`: the folder that holds the program as `secgroup`. */
function run(script: string, place: string, bin: string) {
  const { SSH_CONNECTION: _, ...env } = process.env;
  return execa('sh', ['-eu', '-c', script], {
    cwd: place,
    env: { ...env, PATH: `${bin}:${process.env.PATH}`, NO_COLOR: '1' },
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'ignore',
  });
}

/** The lines between two lines of `…` stand together in the output, and the parts follow one another. */
function expectPrinted(where: string, text: string, printed: string): void {
  const lines = printed.split('\n').map((line) => line.trimEnd());
  const parts = `\n${text.trimEnd()}\n`
    .split(/\n…(?=\n)/)
    .map((part) => part.replace(/^\n|\n$/g, '').split('\n'));
  let from = 0;
  for (const part of parts.filter((one) => one.join('') !== '')) {
    const at = lines.findIndex((_, i) => i >= from && part.every((line, j) => lines[i + j] === line));
    if (at < 0) expect(lines.slice(from), where).toEqual(part);
    from = at + part.length;
  }
}
