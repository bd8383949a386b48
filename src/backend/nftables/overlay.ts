import { comparisonsOf, elementsIn, outsideOf, type Region, regionOf } from './region.js';
import { type Lookup, lookingUp, lookupOf } from './script-rules.js';

/** Rules that stand for a whole chain, and lead to an earlier one for all packets that both judge alike. */
export interface Overlay {
  readonly rules: readonly string[];
  /** The rules for the others, where they have a chain of their own. */
  readonly changed?: readonly string[];
}

/** What has changed of a list may have this many characters; a list of which more has changed is made anew. */
const MOST_CHANGED = 8192;

/** A packet is compared with so many values at most. */
const COMPARISONS = 32;

/**
 * What differs between two chains, if that is what few elements of long lists stand for: packets with one of their values meet the
 * new rules, of which only the part about these values is needed, and all others the old. `base` names the old chain, `changed` the one
 * that would be made; lists are long above so many characters. Undefined where the chains differ in more than that.
 */
export function overlayOf(
  old: readonly string[],
  next: readonly string[],
  { base, changed, long }: { readonly base: string; readonly changed: string; readonly long: number },
): Overlay | undefined {
  const key = longestKey(next, long);
  if (key === undefined) return undefined;
  const [before, after] = [old, next].map((rules) => headsOf(rules, key)) as [Heads, Heads];
  if (!inTheSameOrder(before, after)) return undefined;
  const region = differing(before, after);
  const rules = [...after.values()].flatMap((rule) => {
    if (typeof rule === 'string') return [rule];
    return lookingUp(rule, elementsIn(region, rule)) ?? [];
  });
  const size = rules.reduce((sum, rule) => sum + rule.length, 0);
  if (size > MOST_CHANGED) return undefined;
  const outside = outsideOf(region, key);
  if (outside !== undefined && outside.length <= MOST_CHANGED)
    return { rules: [`${outside} goto ${base}`, ...rules] };
  if (/addr/.test(key)) return undefined;
  const comparisons = comparisonsOf(region, key);
  if (comparisons.length > COMPARISONS) return undefined;
  return { rules: [...comparisons.map((one) => `${one} goto ${changed}`), `goto ${base}`], changed: rules };
}

/** What the longest list of a chain is looked up by. */
function longestKey(rules: readonly string[], long: number): string | undefined {
  const longest = rules.reduce((best, rule) => (rule.length > best.length ? rule : best), '');
  return longest.length > long ? lookupOf(longest)?.key : undefined;
}

/** Rules by what they are apart from their elements; those that look up something else, or nothing, as text. */
type Heads = ReadonlyMap<string, Lookup | string>;

function headsOf(rules: readonly string[], key: string): Heads {
  const heads = new Map<string, Lookup | string>();
  const counts = new Map<string, number>();
  for (const rule of rules) {
    const lookup = lookupOf(rule);
    const isListed = lookup?.key === key;
    const head = isListed ? JSON.stringify({ ...lookup, elements: 0 }) : rule;
    const count = counts.get(head) ?? 0;
    counts.set(head, count + 1);
    heads.set(`${head} ${count}`, isListed ? lookup : rule);
  }
  return heads;
}

/** Whether what both have is in the same order, and what only one has is a list that may as well be empty in the other. */
function inTheSameOrder(before: Heads, after: Heads): boolean {
  const common = (some: Heads, others: Heads) => [...some.keys()].filter((head) => others.has(head));
  const [old, next] = [common(before, after), common(after, before)];
  const isAlone = (some: Heads, others: Heads) =>
    [...some].some(([head, rule]) => typeof rule === 'string' && !others.has(head));
  return old.every((head, at) => head === next[at]) && !isAlone(before, after) && !isAlone(after, before);
}

/** The values of all elements that only one of the two has. */
function differing(before: Heads, after: Heads): Region {
  const only = (some: Heads, others: Heads) =>
    [...some].flatMap(([head, rule]) => {
      if (typeof rule === 'string') return [];
      const other = others.get(head);
      const known = new Set(typeof other === 'object' ? other.elements : []);
      return [[rule, rule.elements.filter((element) => !known.has(element))] as const];
    });
  return regionOf([...only(before, after), ...only(after, before)]);
}
