import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

const cache = path.resolve(import.meta.dirname, '../.tmp/node');

/** The oldest Node that `engines` admits, and the newest that there is. */
export const SUPPORTED = [22, 26] as const;

/** The program of a major version of Node, and its licence beside it: npm's package of it, fetched once. */
export async function nodeOf(major: number): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.join(cache, String(major));
  const file = path.join(folder, 'node_modules', name, 'bin/node');
  if (!existsSync(file)) {
    await mkdir(folder, { recursive: true });
    const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'];
    await execa('npm', ['install', '--prefix', folder, ...quiet, `${name}@${major}`]);
  }
  return file;
}
