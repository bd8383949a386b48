import type { Node } from 'yaml';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Source, Span } from '../diagnostics/source.js';
import type { Dialect } from './dialect.js';

/** What a YAML tree is read with. */
export interface YamlContext {
  readonly source: Source;
  readonly dialect: Dialect;
  readonly report: Report;
  /** The document as plain values, by YAML 1.2. */
  readonly value: unknown;
}

export function spanOf(node: Node, source: Source): Span {
  const [start, end] = node.range ?? [0, 0];
  return { source, offsets: { start, end } };
}
