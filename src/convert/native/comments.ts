import { isMap, isSeq, type Node, type Pair, parseDocument, type Scalar } from 'yaml';
import type { Path, Source, Span } from '../../diagnostics/source.js';

/** Comments of a YAML source that stand with one thing: in the lines before it, and behind it on its line. */
export interface Comments {
  readonly before: string | undefined;
  readonly beside: string | undefined;
}

const none: Comments = { before: undefined, beside: undefined };

/** Larger sources are written by programs, and to read them a second time takes long. */
const LIMIT = 1_000_000;

const documents = new WeakMap<Source, ReturnType<typeof parseDocument> | undefined>();

/** The comments of the thing at a span; none where its source is not YAML. */
export function commentsAt(span: Span): Comments {
  if (!('path' in span)) return none;
  const document = documentOf(span.source);
  return document ? commentsOf(document.contents, span.path) : none;
}

/** The comment that a source begins with, before an empty line. */
export function titleOf(source: Source): string {
  return documentOf(source)?.commentBefore ?? '';
}

function documentOf(source: Source) {
  if (!documents.has(source)) {
    const { text } = source;
    const mayHave = text.includes('#') && text.length <= LIMIT && !/^\s*[[{]/.test(text);
    documents.set(source, mayHave ? parseDocument(text, { schema: 'core', logLevel: 'silent' }) : undefined);
  }
  return documents.get(source);
}

/** A comment before the first thing of a collection is kept by the library with the collection. */
function commentsOf(root: unknown, path: Path): Comments {
  let node = root;
  let found: Comments = none;
  for (const step of path) {
    const first = isFirst(node, step) ? (node as Node).commentBefore : undefined;
    if (isMap(node)) {
      const pair = pairAt(node.items as readonly Pair[], step);
      if (!pair) return none;
      const beside = (pair.value as Node | null)?.comment;
      found = {
        before: (pair.key as Scalar).commentBefore ?? first ?? undefined,
        beside: beside ?? undefined,
      };
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(step)] as Node | undefined;
      found = { before: item?.commentBefore ?? first ?? undefined, beside: item?.comment ?? undefined };
      node = item;
    } else return none;
  }
  return found;
}

function isFirst(node: unknown, step: string | number): boolean {
  if (isMap(node)) return String((node.items[0]?.key as Scalar | undefined)?.value) === String(step);
  return isSeq(node) && Number(step) === 0;
}

const indexes = new WeakMap<readonly Pair[], ReadonlyMap<string, Pair>>();

function pairAt(items: readonly Pair[], step: string | number): Pair | undefined {
  const index =
    indexes.get(items) ?? new Map(items.map((pair) => [String((pair.key as Scalar).value), pair]));
  indexes.set(items, index);
  return index.get(String(step));
}
