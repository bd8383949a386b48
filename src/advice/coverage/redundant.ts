import type { Rule } from '../../definition/model.js';
import { neededShapes } from './needed.js';
import { type Shape, widestFirst } from './shapes.js';

/**
 * Rules that can all be removed together and nothing changes; of those that remain, no further one can be removed.
 *
 * Each scope is a list of rules that are in force together; one rule may stand in several scopes, and is only removed if
 * the others cover it in all of them. Of rules that cover each other, those remain that let more through, then those
 * that stand first.
 */
export function redundantRules(
  scopes: readonly (readonly Shape[])[],
  mayGo: (rule: Rule) => boolean,
): ReadonlySet<Rule> {
  const removed = new Set<Rule>();
  for (;;) {
    const kept = scopes.map((shapes) => shapes.filter(({ rule }) => !removed.has(rule)));
    const covered = coveredByOthers(kept, mayGo);
    if (covered.length === 0) return removed;
    for (const rule of coveredByEarlier(kept, covered)) removed.add(rule);
  }
}

function coveredByOthers(
  scopes: readonly (readonly Shape[])[],
  mayGo: (rule: Rule) => boolean,
): readonly Shape[] {
  const needed = neededInAny(scopes, () => 0);
  const covered = new Map<Rule, Shape>();
  for (const shape of scopes.flat()) {
    if (mayGo(shape.rule) && !needed.has(shape.rule)) covered.set(shape.rule, shape);
  }
  return [...covered.values()];
}

/** What is covered by rules that stay for sure and by rules before it. The last one always is, so this makes progress. */
function coveredByEarlier(scopes: readonly (readonly Shape[])[], covered: readonly Shape[]): readonly Rule[] {
  const ranks = new Map(widestFirst([...covered]).map(({ rule }, i) => [rule, i + 1]));
  const needed = neededInAny(scopes, (rule) => ranks.get(rule) ?? 0);
  return [...ranks.keys()].filter((rule) => !needed.has(rule));
}

function neededInAny(
  scopes: readonly (readonly Shape[])[],
  rankOf: (rule: Rule) => number,
): ReadonlySet<Rule> {
  const needed = new Set<Rule>();
  for (const shapes of scopes) for (const rule of neededShapes(shapes, rankOf)) needed.add(rule);
  return needed;
}
