import { mergeDefinitions } from '../definition/merge.js';
import type { Definition } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Source } from '../diagnostics/source.js';
import type { Document, OpenDocument } from '../document/document.js';
import type { TextFile } from '../document/file.js';
import { nameDevices } from './devices.js';
import { type FormatName, formatNames, type ReadOptions } from './format.js';
import { formatOf } from './format-of.js';
import { companions, openSources } from './open-sources.js';
import { checkParameters } from './parameters.js';
import { formats } from './registry.js';
import { numberRules } from './shared/numbers.js';

export type { ReadOptions } from './format.js';

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
  const { documents, read } = openSources(files, options, report);
  const ofFormat = byFormat(documents, options, report);
  checkParameters(ofFormat, options, report);
  const named: TextFile[] = [];
  const keeping: ReadOptions = { ...options, readFile: rememberingFiles(options, named) };
  const parts: Definition[] = [];
  const ids = groupIds(ofFormat);
  for (const name of formatNames) {
    const own = ofFormat.get(name) ?? [];
    if (own.length === 0) continue;
    const elsewhere = new Set([...ids].flatMap(([other, some]) => (other === name ? [] : some)));
    const read = await formats[name].read(own, { ...keeping, elsewhere }, report);
    parts.push(...(name === 'native' ? read : read.map(numberRules)));
  }
  return {
    definition: nameDevices(mergeDefinitions(parts, report), options.devices, report),
    files: [...read, ...named],
    sources: documents.map(({ source }) => source),
  };
}

function byFormat(
  documents: readonly OpenDocument[],
  options: ReadOptions,
  report: Report,
): ReadonlyMap<FormatName, readonly Document[]> {
  const found = new Map<FormatName, Document[]>();
  const besides = companions(documents);
  for (const opened of documents) {
    const name = besides.get(opened) ?? formatOf(opened, options.from, report);
    const document = name && opened.as(formats[name].dialect, report);
    if (document) found.set(name, [...(found.get(name) ?? []), document]);
  }
  return found;
}

/** Ids of the groups that documents of each format describe; needed only where there are several formats. */
function groupIds(
  ofFormat: ReadonlyMap<FormatName, readonly Document[]>,
): ReadonlyMap<FormatName, readonly string[]> {
  if (ofFormat.size < 2) return new Map();
  const idsOf = (name: FormatName, { value }: Document) => formats[name].groupIdsOf?.(value) ?? [];
  return new Map(
    Array.from(ofFormat, ([name, documents]) => [name, documents.flatMap((one) => idsOf(name, one))]),
  );
}

/** Reads files as before, and keeps each that was read once in `named`. */
function rememberingFiles({ readFile }: ReadOptions, named: TextFile[]): ReadOptions['readFile'] {
  return async (location, referred) => {
    const text = await readFile(location, referred);
    if (text && !named.some(({ name }) => name === text.name)) named.push(text);
    return text;
  };
}
