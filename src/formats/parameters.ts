import type { Report } from '../diagnostics/diagnostic.js';
import { SimilarNames } from '../diagnostics/similar-names.js';
import type { Document } from '../document/document.js';
import { type FormatName, formatNames, type ReadOptions } from './format.js';
import { formats } from './registry.js';

/** Reports parameters that no document takes: a mistyped name would leave the default in force without a word. */
export function checkParameters(
  documents: ReadonlyMap<FormatName, readonly Document[]>,
  { parameters }: ReadOptions,
  report: Report,
): void {
  if (parameters === undefined || parameters.size === 0) return;
  const known = new Set(
    formatNames.flatMap((name) =>
      (documents.get(name) ?? []).flatMap(({ value }) => formats[name].parametersOf?.(value) ?? []),
    ),
  );
  const similar = new SimilarNames(known);
  for (const name of parameters.keys()) {
    if (known.has(name)) continue;
    report('unknown-parameter', undefined, { name }, { suggestion: similar.suggest(name) });
  }
}
