import type { Rule } from '../definition/model.js';
import type { Details, Related } from '../diagnostics/diagnostic.js';
import type { Allow } from '../policy/model.js';

/**
 * The rules to blame for what all of them do together, in the order of the definition: each that does it alone; if none
 * does, the widest ones that do it together, and of those none that could be left out.
 *
 * `allows` must suffice as a whole. Beside each alone, a logarithmic number of parts of them is tried.
 */
export function rulesToBlame(
  allows: readonly Allow[],
  widthOf: (allow: Allow) => number,
  suffice: (some: readonly Allow[]) => boolean,
): readonly Rule[] {
  const alone = allows.filter((one) => suffice([one]));
  if (alone.length > 0) return [...new Set(alone.map(({ origin }) => origin.rule))];
  const widths = new Map(allows.map((allow) => [allow, widthOf(allow)]));
  const widest = [...allows].sort((a, b) => widths.get(b)! - widths.get(a)!);
  const chosen = withoutSpare(widest.slice(0, shortestPrefix(widest, suffice)), suffice);
  return inOrder(allows, new Set(chosen.map(({ origin }) => origin.rule)));
}

function shortestPrefix<T>(all: readonly T[], suffice: (some: readonly T[]) => boolean): number {
  let high = 1;
  while (high < all.length && !suffice(all.slice(0, high))) high *= 2;
  let low = Math.floor(high / 2);
  high = Math.min(high, all.length);
  while (low + 1 < high) {
    const middle = (low + high) >>> 1;
    if (suffice(all.slice(0, middle))) high = middle;
    else low = middle;
  }
  return high;
}

/** More than this many are not looked at one by one: nobody reads so long a list. */
const FEW = 16;

function withoutSpare<T>(all: readonly T[], suffice: (some: readonly T[]) => boolean): readonly T[] {
  if (all.length > FEW) return all;
  return all.reduceRight((kept, one) => {
    const others = kept.filter((other) => other !== one);
    return others.length > 0 && suffice(others) ? others : kept;
  }, all);
}

function inOrder(allows: readonly Allow[], chosen: ReadonlySet<Rule>): readonly Rule[] {
  const rules = new Set(allows.map(({ origin }) => origin.rule).filter((rule) => chosen.has(rule)));
  return [...rules];
}

/** Rules that are shown one by one beside the first; the rest are counted. */
const SHOWN = 3;

/** Shows rules beside the one that a diagnostic points at. */
export function relatedRules(rules: readonly Rule[], message: string): Pick<Details, 'related'> {
  const shown = rules.slice(0, SHOWN).map(({ span }): Related => ({ message, span }));
  const more = rules.length - shown.length;
  const next = rules[SHOWN];
  if (next)
    shown.push({
      message: `${message}, as ${more === 1 ? 'the last' : `the first of ${more} more`}`,
      span: next.span,
    });
  return shown.length > 0 ? { related: shown } : {};
}
