import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { inFolder } from './smoke.js';

const root = path.resolve(import.meta.dirname, '../..');

/** The packages whose files stand in a bundle, by what esbuild writes above each. */
function bundled(text: string): ReadonlySet<string> {
  const files = text.matchAll(/^\s*\/\/ (?:[a-z-]+:)?\S*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\/\S+$/gm);
  return new Set(Array.from(files, ([, name]) => name!));
}

/** The packages whose licences are told, with what is told of each. */
function told(text: string): ReadonlyMap<string, string> {
  const parts = text.split(/^-{72}$/m).map((part) => part.replace(/^This program contains.*$/m, '').trim());
  return new Map(parts.map((part) => [/^(\S+) \d\S* \([^)]+\)\n/.exec(part)?.[1] ?? '', part]));
}

/** Every licence that is used has one of these. */
const GRANT = /permission is hereby granted|permission to use, copy|redistribution and use|grants to you a/i;

const read = (...names: string[]) => readFile(path.join(...names), 'utf8');

async function expectAllTold(program: string, licences: string, atLeast: number): Promise<void> {
  const names = bundled(program);
  const texts = told(licences);
  expect(names.size).toBeGreaterThan(atLeast);
  for (const name of names) expect(texts.get(name), name).toMatch(GRANT);
}

test('each package in the command has its licence beside it', async () => {
  await expectAllTold(await read(root, 'dist/cli/program.js'), await read(root, 'dist/THIRD-PARTY.txt'), 15);
});

test('each package in secgroup.mjs has its licence in it', () =>
  inFolder(async (folder) => {
    await execa('node', ['build/single.js', path.join(folder, 'secgroup.mjs')], { cwd: root });
    const text = await read(folder, 'secgroup.mjs');
    await expectAllTold(text, text.slice(text.indexOf('\nThis program contains parts')), 35);
  }));

test('a package without a text ends the build', () =>
  inFolder(async (folder) => {
    const module = path.join(root, 'build/licences.js');
    const file = path.join(folder, 'try.mjs');
    const entry = { name: 'bare', version: '1.0.0', license: 'MIT', texts: [] };
    const call = `licencesOf([${JSON.stringify(entry)}]);`;
    await writeFile(file, `import { licencesOf } from ${JSON.stringify(module)};\n${call}`);
    const { exitCode, stderr } = await execa('node', [file], { reject: false });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('no text of a licence in bare');
  }));
