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

/** Finds comments in sources, each of which is read a second time for it when the first is asked for. */
export class CommentFinder {
  readonly #documents = new Map<Source, ReturnType<typeof parseDocument> | undefined>();
  readonly #pairs = new Map<readonly Pair[], ReadonlyMap<string, Pair>>();

  /** The comments of the thing at a span; none where its source is not YAML. */
  at(span: Span): Comments {
    if (!('path' in span)) return none;
    const document = this.#documentOf(span.source);
    return document ? this.#commentsIn(document.contents, span.path) : none;
  }

  /** The comment that a source begins with, before an empty line. */
  titleOf(source: Source): string {
    return this.#documentOf(source)?.commentBefore ?? '';
  }

  #documentOf(source: Source) {
    if (!this.#documents.has(source)) {
      const { text } = source;
      const mayHave = text.includes('#') && text.length <= LIMIT && !/^\s*[[{]/.test(text);
      const document = mayHave ? parseDocument(text, { schema: 'core', logLevel: 'silent' }) : undefined;
      this.#documents.set(source, document);
    }
    return this.#documents.get(source);
  }

  /** A comment before the first thing of a collection is kept by the library with the collection. */
  #commentsIn(root: unknown, path: Path): Comments {
    let node = root;
    let found: Comments = none;
    for (const step of path) {
      const first = isFirst(node, step) ? (node as Node).commentBefore : undefined;
      if (isMap(node)) {
        const pair = this.#pairAt(node.items as readonly Pair[], step);
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

  #pairAt(items: readonly Pair[], step: string | number): Pair | undefined {
    const pairs =
      this.#pairs.get(items) ?? new Map(items.map((pair) => [String((pair.key as Scalar).value), pair]));
    this.#pairs.set(items, pairs);
    return pairs.get(String(step));
  }
}

function isFirst(node: unknown, step: string | number): boolean {
  if (isMap(node)) return String((node.items[0]?.key as Scalar | undefined)?.value) === String(step);
  return isSeq(node) && Number(step) === 0;
}
