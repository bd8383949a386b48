import type { PrefixList } from '../../definition/model.js';
import type { Span } from '../../diagnostics/source.js';
import type { CloudList } from './model.js';
import { families, prefixTexts } from './prefixes.js';

/** The lists that a definition's list becomes: one for each family that it holds (fact 15); one, if it holds nothing. */
export function cloudLists({ id, name, addresses, maxEntries, span }: PrefixList): readonly CloudList[] {
  const halves = families.map((family) => ({ family, prefixes: prefixTexts(addresses, family) }));
  const held = halves.filter(({ prefixes }) => prefixes.length > 0);
  const [only] = held.length === 0 ? halves : held;
  if (held.length < 2) return [listOf(id, name, only!, span, maxEntries)];
  return held.map((half) => listOf(`${id}-${half.family}`, `${name}-${half.family}`, half, span));
}

/** AWS takes a list of no entries, but none that could never have one. */
function listOf(
  id: string,
  name: string,
  half: Pick<CloudList, 'family' | 'prefixes'>,
  span: Span,
  maxEntries = 1,
): CloudList {
  return { id, name, ...half, maxEntries: Math.max(maxEntries, half.prefixes.length), span };
}
