import { ReadSource } from '../diagnostics/source.js';
import type { OpenDocument } from './document.js';
import type { TextFile } from './file.js';
import type { FileText } from './file-text.js';
import { isJson } from './is-json.js';
import { locator } from './json.js';
import { listInPieces } from './list-in-pieces.js';
import { type LongList, scanJson } from './scan-json.js';

/** Bytes by which JSON is known. */
const HEAD = 256;

/**
 * Opens JSON of which there is nothing to say. Its long lists under `inPieces` are read as they are looked at: the values of a whole
 * export take more memory than all that is made of them. Nothing where the file is something else, or is odd.
 */
export function openPlainJson(file: TextFile, inPieces: ReadonlySet<string>): OpenDocument | undefined {
  const { name, content } = file;
  if (!content || !isJson(name, content.slice(0, HEAD))) return undefined;
  const lists = scanJson(content.bytes, inPieces);
  if (!lists) return undefined;
  const source = new ReadSource(name, content, locator(content));
  const value = treeOf(content, lists);
  return { source, value, as: () => ({ source, value }) };
}

function treeOf(content: FileText, lists: readonly LongList[]): unknown {
  const value: unknown = JSON.parse(withoutLists(content, lists));
  for (const list of lists) {
    put(value, list.path, listInPieces(list, content));
  }
  return value;
}

/** The text with an empty list in the place of each. */
function withoutLists(content: FileText, lists: readonly LongList[]): string {
  const starts = [0, ...lists.map(({ end }) => end)];
  const ends = [...lists.map(({ start }) => start), content.bytes.length];
  return starts.map((start, i) => content.slice(start, ends[i])).join('[]');
}

function put(value: unknown, path: LongList['path'], list: readonly unknown[]): void {
  let above = value as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) above = above[step] as typeof above;
  above[path.at(-1)!] = list;
}
