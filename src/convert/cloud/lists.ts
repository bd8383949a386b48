import type { PrefixList } from '../../definition/model.js';
import type { CloudList } from './model.js';
import { families, prefixTexts } from './prefixes.js';

/** The lists that a definition's list becomes: one for each family that it holds (fact 15); one, if it holds nothing. */
export function cloudLists(list: PrefixList): readonly CloudList[] {
  const { id, name, addresses, maxEntries = 1, span } = list;
  const halves = families.map((family) => ({ family, prefixes: prefixTexts(addresses, family) }));
  const held = halves.filter(({ prefixes }) => prefixes.length > 0);
  const [only] = held.length === 0 ? halves : held;
  if (held.length < 2) {
    // AWS takes a list of no entries, but none that could never have one.
    const most = Math.max(maxEntries, only!.prefixes.length);
    return [{ id, name, ...only!, maxEntries: most, of: list, span }];
  }
  return held.map(({ family, prefixes }) => ({
    id: `${id}-${family}`,
    name: `${name}-${family}`,
    family,
    prefixes,
    maxEntries: prefixes.length,
    of: list,
    span,
  }));
}
