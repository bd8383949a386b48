import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

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
const GRANT = /permission is hereby granted|permission to use, copy|redistribution and use/i;

test.each([
  ['dist/cli/program.js', 'dist/THIRD-PARTY.txt', 15],
  ['release/secgroup.mjs', 'release/secgroup.mjs', 35],
])('each package in %s has its licence in %s', async (program, licences, atLeast) => {
  if (program.startsWith('release')) await execa('node', ['build/single.js'], { cwd: root });
  const names = bundled(await readFile(path.join(root, program), 'utf8'));
  const texts = told(
    (await readFile(path.join(root, licences), 'utf8')).split(/(?=^This program contains)/m).at(-1)!,
  );
  expect(names.size).toBeGreaterThan(atLeast);
  for (const name of names) expect(texts.get(name), name).toMatch(GRANT);
});

test('a package without a text ends the build', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'secgroup-licences-'));
  try {
    const module = path.join(root, 'build/licences.js');
    const file = path.join(folder, 'try.mjs');
    const entry = { name: 'bare', version: '1.0.0', license: 'MIT', texts: [] };
    await writeFile(
      file,
      `import { licencesOf } from ${JSON.stringify(module)};\nlicencesOf([${JSON.stringify(entry)}]);`,
    );
    const { exitCode, stderr } = await execa('node', [file], { reject: false });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('no text of a licence in bare');
  } finally {
    await rm(folder, { recursive: true });
  }
});
