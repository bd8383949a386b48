import type { Report } from '../diagnostics/diagnostic.js';
import { onKey, type Path } from '../diagnostics/source.js';
import { type Document, spanAt } from '../document/document.js';
import { type FormatName, formatNames } from './format.js';
import { formats } from './registry.js';
import { isFields } from './shared/item.js';

/**
 * The format of a document: the one it is said to be of, or the one whose keys it has. None if it has keys of two, which is
 * reported: read as either, it would lose the rest.
 */
export function formatOf(
  document: Document,
  from: FormatName | undefined,
  report: Report,
): FormatName | undefined {
  const known = formatNames
    .map((name) => ({ name, key: formats[name].keyOf(document.value) }))
    .filter((one): one is Known => one.key !== undefined);
  const [first, second] = known;
  if (first && second) return reportMixed(document, first, second, report);
  if (from !== undefined) return from;
  if (first) return first.name;
  // A mapping is taken for the native language, so that a mistyped key is shown; anything else is not.
  if (isFields(document.value)) return 'native';
  const problem = `this is not ${either(formatNames.map((name) => formats[name].title))}`;
  report('unknown-shape', { source: document.source, path: [] }, { problem });
  return undefined;
}

interface Known {
  readonly name: FormatName;
  readonly key: Path;
}

/** Keys of the native language are short words, so that the place is the other format's. */
function reportMixed(document: Document, first: Known, second: Known, report: Report): undefined {
  const [one, other] = [first, second].map(({ name, key }) => `${formats[name].title} ('${key.at(-1)}')`);
  const problem = `this mixes ${one} with ${other}`;
  const suggestion = 'use two files';
  report('unknown-shape', onKey(spanAt(document, ...second.key)), { problem }, { suggestion });
}

/** `a, b or c` */
function either(titles: readonly string[]): string {
  return `${titles.slice(0, -1).join(', ')} or ${titles.at(-1)}`;
}
