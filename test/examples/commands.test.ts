import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Block, blocksOf } from './markdown.js';

/**
 * Runs what the pages say, as a reader would: in the project's folder, one page from its first command to its last.
 *
 * - `sh` is run and ends with status 0; `sh fails` with 1, for a wrong definition.
 * - `sh root`, `sh kernel`, `sh install` and `sh cloud` need what a test does not have, and are not run.
 * - `text output` is what the command before it prints; a line of `…` stands for lines left out.
 * - `yaml NAME` is written to that file before what follows is run.
 */
const project = path.resolve(import.meta.dirname, '../..');

const pages = [
  'README.md',
  ...readdirSync(path.join(project, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `examples/${name}`)
    .sort(),
];

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'secgroup-pages-'));
  await mkdir(path.join(folder, 'bin'));
  const main = path.join(project, 'dist/cli/main.js');
  writeFileSync(path.join(folder, 'bin/secgroup'), `#!/bin/sh\nexec node '${main}' "$@"\n`, { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what the pages say is so', () => {
  test.concurrent.each(pages)(
    '%s',
    async (page) => {
      const blocks = blocksOf(readFileSync(path.join(project, page), 'utf8'));
      const place = path.join(folder, page.replaceAll('/', '-'));
      await mkdir(place);
      cpSync(path.join(project, 'examples'), path.join(place, 'examples'), { recursive: true });
      symlinkSync(path.join(project, 'dist'), path.join(place, 'dist'));
      let printed = '';
      for (const block of blocks) printed = (await follow(page, block, place, printed)) ?? printed;
    },
    120_000,
  );
});

/** Does what a block says, and gives what was printed if a command was run. */
async function follow(
  page: string,
  block: Block,
  place: string,
  printed: string,
): Promise<string | undefined> {
  const [language, word] = block.words;
  const where = `${page}:${block.line}`;
  if (language === 'sh' && (word === undefined || word === 'fails')) {
    const { all, exitCode } = await run(block.text, place);
    if (word === undefined) expect(exitCode, `${where}\n${all}`).toBe(0);
    else expect(exitCode, `${where}\n${all}`).toBe(1);
    return all;
  }
  if (language === 'yaml' && word !== undefined) writeFileSync(path.join(place, word), block.text);
  if (language === 'text' && word === 'output') expectPrinted(where, block.text, printed);
  return undefined;
}

function run(script: string, place: string) {
  const { SSH_CONNECTION: _, ...env } = process.env;
  return execa('sh', ['-eu', '-c', script], {
    cwd: place,
    env: { ...env, PATH: `${path.join(folder, 'bin')}:${process.env.PATH}`, NO_COLOR: '1' },
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
