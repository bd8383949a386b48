import path from 'node:path';
import type { AddressSet } from '../../address/address-set.js';
import type { Definition } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Path, Span } from '../../diagnostics/source.js';
import { hasControlCharacter } from '../../document/control.js';
import { newestYaml } from '../../document/dialect.js';
import type { Document } from '../../document/document.js';
import type { TextFile } from '../../document/file.js';
import type { Format, ReadOptions } from '../format.js';
import { isFields } from '../shared/item.js';
import { unwrap } from '../shared/recording.js';
import { readListFile } from './list-file.js';
import { listFilesOf, readNative } from './read.js';
import { definitionShape } from './schema.js';

/** The native language. */
export const native: Format = { title: 'the native language', dialect: newestYaml, keyOf, read };

/** Keys within a recording of an API call count too, so that none of them is lost there. */
function keyOf(value: unknown): Path | undefined {
  const { value: inner, path: above } = unwrap(value);
  const atTop = nativeKey(value);
  if (atTop !== undefined) return [atTop];
  const inside = nativeKey(inner);
  return inside === undefined ? undefined : [...above, inside];
}

function nativeKey(value: unknown): string | undefined {
  return isFields(value) ? Object.keys(value).find((key) => Object.hasOwn(definitionShape, key)) : undefined;
}

async function read(
  documents: readonly Document[],
  options: ReadOptions,
  report: Report,
): Promise<readonly Definition[]> {
  const parts: Definition[] = [];
  for (const document of documents) {
    const part = await readOne(document, options, report);
    if (part) parts.push(part);
  }
  return parts;
}

async function readOne(
  document: Document,
  options: ReadOptions,
  report: Report,
): Promise<Definition | undefined> {
  const lists = new Map<string, AddressSet>();
  for (const { file, span } of listFilesOf(document)) {
    const text = await readBeside(document, file, span, options, report);
    if (text && !hasControlCharacter(text, report)) lists.set(file, readListFile(text, report));
  }
  return readNative(document, lists, report);
}

/**
 * Reads a list file that a definition names. It must lie in the definition's own folder or below, wherever links lead: a
 * definition may come from someone else, and what it names is shown in diagnostics.
 */
async function readBeside(
  document: Document,
  file: string,
  span: Span,
  options: ReadOptions,
  report: Report,
): Promise<TextFile | undefined> {
  const relative = path.posix.normalize(file);
  const outside = 'a prefix list file must lie in the folder of the definition, or below it';
  if (path.isAbsolute(file) || relative.startsWith('..')) {
    report('file-unreadable', span, { name: file, problem: outside });
    return undefined;
  }
  const within = path.dirname(document.source.name);
  return options.readFile(path.join(within, relative), {
    from: span,
    within,
    outside: `${outside}, and not lead out of it by a link`,
  });
}
