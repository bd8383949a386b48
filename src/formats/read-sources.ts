import path from 'node:path';
import type { AddressSet } from '../address/address-set.js';
import { mergeDefinitions } from '../definition/merge.js';
import type { Definition } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { onKey, type Source, type Span } from '../diagnostics/source.js';
import { hasControlCharacter } from '../document/control.js';
import { type Document, spanAt } from '../document/document.js';
import type { TextFile } from '../document/file.js';
import { readDocument } from '../document/read.js';
import { awsKeyOf, isAws, readAws, topKeysOf } from './aws/index.js';
import { readListFile } from './native/list-file.js';
import { listFilesOf, readNative } from './native/read.js';
import { definitionShape } from './native/schema.js';

export interface ReadOptions {
  /** Device names for interfaces that their format gives none, by the interface's id. */
  readonly devices: ReadonlyMap<string, string>;
  /** Reads a file that a definition names, relative to that definition; reports when it cannot. */
  readonly readFile: (location: string, span: Span) => Promise<TextFile | undefined>;
}

/** A definition, and all files that it was read from. */
export interface Reading {
  readonly definition: Definition;
  readonly files: readonly TextFile[];
  /** What the places of the definition are in. */
  readonly sources: readonly Source[];
}

/** Reads files of any mix of formats, each recognised by its shape, into one definition. */
export async function readSources(
  files: readonly TextFile[],
  options: ReadOptions,
  report: Report,
): Promise<Reading | undefined> {
  const documents = files
    .map((file) => readDocument(file, report))
    .filter((one) => one !== undefined)
    .filter((document) => !isMixed(document, report));
  const aws = documents.filter(({ value }) => isAws(value));
  const native = documents.filter(({ value }) => !isAws(value));
  const listFiles: TextFile[] = [];
  const parts: Definition[] = [];
  for (const document of native) {
    const part = await readNativeDocument(document, options, listFiles, report);
    if (part) parts.push(part);
  }
  if (aws.length > 0 || options.devices.size > 0)
    parts.push(readAws(aws, { devices: options.devices }, report));
  return {
    definition: mergeDefinitions(parts, report),
    files: [...files, ...listFiles],
    sources: documents.map(({ source }) => source),
  };
}

/** Whether a document is of two formats, which is reported: read as either, it would lose the rest. */
function isMixed(document: Document, report: Report): boolean {
  const aws = awsKeyOf(document.value);
  const native = topKeysOf(document.value).find((key) => Object.hasOwn(definitionShape, key));
  if (aws === undefined || native === undefined) return false;
  const problem = `this mixes the native language ('${native}') with an AWS export ('${aws.at(-1)}')`;
  const suggestion = 'use two files';
  report('unknown-shape', onKey(spanAt(document, ...aws)), { problem }, { suggestion });
  return true;
}

async function readNativeDocument(
  document: Document,
  options: ReadOptions,
  listFiles: TextFile[],
  report: Report,
): Promise<Definition | undefined> {
  if (!looksNative(document.value)) {
    const problem = 'this is neither a secgroup definition nor an AWS export that is known here';
    report('unknown-shape', { source: document.source, path: [] }, { problem });
    return undefined;
  }
  const lists = new Map<string, AddressSet>();
  for (const { file, span } of listFilesOf(document)) {
    const text = await readBeside(document, file, span, options, report);
    if (!text || hasControlCharacter(text, report)) continue;
    if (!listFiles.some(({ name }) => name === text.name)) listFiles.push(text);
    lists.set(file, readListFile(text, report));
  }
  return readNative(document, lists, report);
}

/** A mapping is taken for the native language, so that a mistyped key is shown; anything else is not. */
function looksNative(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads a list file that a definition names. It must lie in the definition's own folder or below: a definition may come
 * from someone else, and what it names is shown in diagnostics.
 */
async function readBeside(
  document: Document,
  file: string,
  span: Span,
  options: ReadOptions,
  report: Report,
): Promise<TextFile | undefined> {
  const relative = path.posix.normalize(file);
  if (path.isAbsolute(file) || relative.startsWith('..')) {
    const problem = 'a prefix list file must lie in the folder of the definition, or below it';
    report('file-unreadable', span, { name: file, problem });
    return undefined;
  }
  return options.readFile(path.join(path.dirname(document.source.name), relative), span);
}
