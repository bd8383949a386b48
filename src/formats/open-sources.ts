import { holding, type Report } from '../diagnostics/diagnostic.js';
import type { Document, OpenDocument } from '../document/document.js';
import type { TextFile } from '../document/file.js';
import { isJson } from '../document/is-json.js';
import { openDocument } from '../document/read.js';
import { severalValues } from '../document/yaml.js';
import { type FormatName, formatNames, type ReadOptions } from './format.js';
import { isForeign } from './format-of.js';
import { hintFor, isTemplateOfText } from './hints.js';
import { type LeftAside, type Reason, reportLeftAside } from './left-aside.js';
import { looksOurs } from './ours.js';
import { formats } from './registry.js';

/** What was opened, and the files that it came from. */
export interface Opened {
  readonly documents: readonly OpenDocument[];
  /** Without those that were ignored. */
  readonly read: readonly TextFile[];
}

/**
 * Opens files. One that the user named must be of a known format. One that lay in a folder is ignored if it is of something
 * else; one that is of a firewall by its words and cannot be read is an error all the same.
 */
export function openSources(files: readonly TextFile[], { from }: ReadOptions, report: Report): Opened {
  const opened = files.map((file) => ({ file, ...open(file, from, report) }));
  const documents = opened.flatMap(({ document }) => document ?? []);
  const besides = companions(documents);
  const isAside = ({ found }: TextFile, one: OpenDocument) =>
    !besides.has(one) && (found?.beside !== undefined || (from === undefined && isForeign(one)));
  const aside: LeftAside[] = opened.flatMap(({ file, document, reason }) => {
    if (!file.found) return [];
    const why = reason ?? (document && isAside(file, document) ? 'other' : undefined);
    return why === undefined ? [] : [{ file, reason: why }];
  });
  const left = new Set(aside.map(({ file }) => file));
  const kept = opened.filter(({ file }) => !left.has(file));
  const read = kept.map(({ file }) => file);
  reportLeftAside(aside, read, report);
  return { documents: kept.flatMap(({ document }) => document ?? []), read };
}

function open(
  file: TextFile,
  from: FormatName | undefined,
  report: Report,
): { readonly document?: OpenDocument; readonly reason?: Reason } {
  const { name, found } = file;
  const held = holding();
  const document = found?.fault ? undefined : openAny(file, held.report);
  if (document) {
    held.replay(report);
    return { document };
  }
  const { text } = file;
  if (found) {
    const reason = reasonOf(file, from);
    if (reason) return { reason };
  }
  const hint = found ? undefined : hintFor(name, text);
  if (hint) {
    const place = { source: { name, text }, offsets: { start: 0, end: 0 } };
    report('unknown-shape', place, { problem: hint.problem }, { suggestion: hint.suggestion });
    return {};
  }
  (found?.fault ?? held.replay)(report);
  return {};
}

/** Why a file of a folder that cannot be opened is ignored; nothing where it was meant for this program. */
function reasonOf({ name, text, found }: TextFile, from: FormatName | undefined): Reason | undefined {
  if (text.trim() === '') return found?.beside || from === undefined ? 'empty' : undefined;
  if (found?.beside) return 'unreadable';
  if (from !== undefined) return undefined;
  if (isTemplateOfText(text)) return 'template';
  const several = isJson(name, text) ? undefined : severalValues(text);
  if (several?.every((value) => isForeign({ source: { name, text }, value }))) return 'other';
  return looksOurs(text) ? undefined : 'unreadable';
}

/** Whatever the format turns out to be, what is read in pieces looks the same to all. */
function inPieces(): ReadonlySet<string> {
  return new Set(formatNames.flatMap((name) => formats[name].inPieces ?? []));
}

function openAny(file: TextFile, report: Report): OpenDocument | undefined {
  for (const name of formatNames) {
    const own = formats[name].opens?.(file);
    if (own) return own;
  }
  return openDocument(file, report, inPieces());
}

/** Documents that are known by no key of theirs, each with the format of those that they go with. */
export function companions(documents: readonly OpenDocument[]): ReadonlyMap<Document, FormatName> {
  const found = new Map<Document, FormatName>();
  for (const name of formatNames) {
    const { keyOf, goesWith } = formats[name];
    if (!goesWith) continue;
    const own = documents.filter(({ value }) => keyOf(value));
    const names = new Set(own.map(({ source }) => source.name));
    for (const one of documents)
      if (own.length > 0 && !own.includes(one) && goesWith(one, names)) found.set(one, name);
  }
  return found;
}
