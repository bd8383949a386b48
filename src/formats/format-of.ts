import type { Report } from '../diagnostics/diagnostic.js';
import { onKey, type Path } from '../diagnostics/source.js';
import { type Document, spanAt } from '../document/document.js';
import { type FormatName, formatNames } from './format.js';
import { hintFor, isStranger } from './hints.js';
import { hasNativeKey, hasNearKey, isSurelyNative, nativeKeys } from './native/looks.js';
import { formats } from './registry.js';
import { type Fields, isFields } from './shared/item.js';

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
  const { source, value } = document;
  const stranger = from === undefined && isStranger(value);
  if (first && second && !stranger) return reportMixed(document, first, second, report);
  if (from !== undefined) return from;
  if (first && !stranger) return first.name;
  const hint = hasNativeKey(value) && !stranger ? undefined : hintFor(source.name, source.text, value);
  // One near key is enough for the native language, so that a mistyped one is shown.
  if (hint === undefined && hasNearKey(value)) return 'native';
  const problem = hint?.problem ?? `this is not ${either(formatNames.map((name) => formats[name].title))}`;
  const suggestion = hint?.suggestion ?? (isFields(value) ? keysOf(value) : undefined);
  report('unknown-shape', { source, path: [] }, { problem }, { suggestion });
  return undefined;
}

/** Which keys there are, and which there would be. */
function keysOf(value: Fields): string {
  const keys = Object.keys(value).map((key) => `'${shortened(key)}'`);
  const found = keys.length > SHOWN ? `${keys.slice(0, SHOWN).join(', ')}, …` : keys.join(', ');
  return `it has ${found}; the native language has ${nativeKeys.join(', ')}`;
}

const SHOWN = 3;

function shortened(key: string): string {
  return key.length > 30 ? `${key.slice(0, 30)}…` : key;
}

/** Whether a document that lay in a folder is of something else; a format may know it by keys that others have too. */
export function isForeign({ value }: Document): boolean {
  if (isStranger(value)) return true;
  const names = formatNames.flatMap((name) => (formats[name].keyOf(value) ? [name] : []));
  if (names.length === 0) return !isSurelyNative(value);
  return names.every((name) => (name === 'native' ? !isSurelyNative(value) : formats[name].isAside?.(value)));
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
