import type { Path, Source, Span } from '../diagnostics/source.js';

/** A YAML or JSON text, read into plain values: objects, arrays, strings, numbers, booleans, null. */
export interface Document {
  readonly source: Source;
  readonly value: unknown;
}

export function spanAt(document: Document, ...path: Path): Span {
  return { source: document.source, path };
}
