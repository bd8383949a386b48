import path from 'node:path';
import { execa } from 'execa';

/** The oldest Node that `engines` admits, and the newest that there is. */
export const SUPPORTED = [22, 26] as const;

/** The program of a major version of Node, fetched once. */
export async function nodeOf(major: number): Promise<string> {
  const fetcher = path.resolve(import.meta.dirname, '../../build/node.js');
  return (await execa(process.execPath, [fetcher, String(major)])).stdout;
}
