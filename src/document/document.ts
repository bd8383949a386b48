import type { Report } from '../diagnostics/diagnostic.js';
import type { Path, Source, Span } from '../diagnostics/source.js';
import type { Dialect } from './dialect.js';

/** A YAML or JSON text, read into plain values: objects, arrays, strings, numbers, booleans, null. */
export interface Document {
  readonly source: Source;
  readonly value: unknown;
}

/** A document whose format is still to be told. Its value is good enough for that, and no more. */
export interface OpenDocument extends Document {
  /** The document as tools of its format read it; `undefined` where they do not, which is reported. */
  readonly as: (dialect: Dialect, report: Report) => Document | undefined;
}

export function spanAt(document: Document, ...path: Path): Span {
  return { source: document.source, path };
}
