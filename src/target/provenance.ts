import type { Point } from '../address/intervals.js';
import type { Space } from '../address/space.js';
import type { Origin } from '../policy/model.js';
import type { DirectionRuleset } from '../ruleset/host-ruleset.js';
import { originsOf, type Part } from '../ruleset/origins.js';
import { commentText } from './header.js';

/** More rules than this are counted rather than named in a comment. */
const NAMED_RULES = 3;

/** The rules behind a part of a ruleset, as one line for a comment. */
export function provenance<P extends Point>(
  space: Space<P>,
  ruleset: DirectionRuleset,
  part: Part<P>,
): string {
  return provenanceText(originsOf(space, ruleset.allows, part));
}

export function provenanceText(all: readonly Origin[]): string {
  const origins = eachOnce(all);
  const named = origins.slice(0, NAMED_RULES).map(describeOrigin);
  const more = origins.length - named.length;
  return commentText([...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; '));
}

/** Rules that people know by one number are one. */
function eachOnce(origins: readonly Origin[]): readonly Origin[] {
  if (origins.every(({ rule }) => rule.number === undefined)) return origins;
  const found = new Map<string, Origin>();
  for (const origin of origins) {
    const { group, rule, number } = origin;
    const key = `${rule.direction} ${number} ${group.id}`;
    if (!found.has(key)) found.set(key, origin);
  }
  return [...found.values()];
}

/** `web ingress 2 (administration)`: the group, the direction, the rule's number from 1, its description if any. */
export function describeOrigin({ group, rule, number }: Origin): string {
  const description = rule.description === '' ? '' : ` (${rule.description})`;
  const which = rule.implied || rule.byDefault ? 'default' : number;
  return `${group.name} ${rule.direction} ${which}${description}`;
}
