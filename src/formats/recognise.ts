import type { Report } from '../diagnostics/diagnostic.js';
import { onKey, type Path } from '../diagnostics/source.js';
import { type Document, spanAt } from '../document/document.js';
import { type FormatName, formatNames } from './format.js';
import { hintFor } from './hints.js';
import { hasNativeKey, isSurelyNative } from './native/looks.js';
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
  const { source, value } = document;
  const hint = hasNativeKey(value) ? undefined : hintFor(source.name, source.text, value);
  // A mapping is taken for the native language, so that a mistyped key is shown; anything else is not.
  if (hint === undefined && isFields(value)) return 'native';
  const problem = hint?.problem ?? `this is not ${either(formatNames.map((name) => formats[name].title))}`;
  report('unknown-shape', { source, path: [] }, { problem }, { suggestion: hint?.suggestion });
  return undefined;
}

/** Whether a document that lay in a folder is of something else; a format may know it by keys that others have too. */
export function isForeign({ value }: Document): boolean {
  const ways = formatNames.flatMap((name) => (formats[name].keyOf(value) ? [name] : []));
  if (ways.length === 0) return !isSurelyNative(value);
  return ways.every((name) => (name === 'native' ? !isSurelyNative(value) : formats[name].isAside?.(value)));
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
