import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { text as streamText } from 'node:stream/consumers';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Span } from '../diagnostics/source.js';
import { decode } from './decode.js';

/** A file that was read whole, checked to be text, and decoded. */
export interface TextFile {
  /** As the user named it. */
  readonly name: string;
  readonly text: string;
  /** SHA-256 of the text, in hexadecimal. */
  readonly digest: string;
}

export interface FileOptions {
  /** Bytes that one file may have. */
  readonly sizeLimit: number;
}

export function textFile(name: string, text: string): TextFile {
  return { name, text, digest: createHash('sha256').update(text).digest('hex') };
}

/** Reads a file that must be there and must be text; `undefined` when it is not, and reported. */
export async function readTextFile(
  name: string,
  location: string,
  { sizeLimit }: FileOptions,
  report: Report,
  referredFrom?: Span,
): Promise<TextFile | undefined> {
  try {
    const { size } = await stat(location);
    if (size > sizeLimit) {
      const suggestion = 'raise the limit with --max-size';
      report('file-too-large', referredFrom, { name, size, limit: sizeLimit }, { suggestion });
      return undefined;
    }
    return textOf(name, await readFile(location), report, referredFrom);
  } catch (cause) {
    report('file-unreadable', referredFrom, { name, problem: systemProblem(cause) });
    return undefined;
  }
}

function textOf(name: string, bytes: Uint8Array, report: Report, referredFrom?: Span): TextFile | undefined {
  const text = decode(name, bytes, report, referredFrom);
  return text === undefined ? undefined : textFile(name, text);
}

/**
 * The files that a list of paths means: a folder stands for the definitions in it and below, in the order of their names;
 * `-` is standard input.
 */
export async function readPaths(
  paths: readonly string[],
  options: FileOptions,
  report: Report,
): Promise<readonly TextFile[]> {
  const files: TextFile[] = [];
  for (const one of paths) {
    if (one === '-') files.push(textFile('-', await streamText(process.stdin)));
    else
      for (const name of await expand(one, report)) {
        const file = await readTextFile(name, name, options, report);
        if (file) files.push(file);
      }
  }
  return files;
}

const DEFINITION = /\.(ya?ml|json)$/i;

async function expand(name: string, report: Report): Promise<readonly string[]> {
  const info = await stat(name).catch(() => undefined);
  if (!info?.isDirectory()) return [name];
  const entries = await readdir(name, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && DEFINITION.test(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) report('no-sources', undefined, { name });
  return files;
}

function systemProblem(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'permission denied';
  return code ?? message;
}
