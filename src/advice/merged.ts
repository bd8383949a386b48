import type { Direction, Group } from '../definition/model.js';
import { builtInDefault } from '../policy/default-group.js';
import type { Linked } from '../policy/link.js';
import type { Allow } from '../policy/model.js';
import { allowsOf } from '../policy/resolve.js';
import { canonicalRuleset } from '../ruleset/canonical.js';
import type { Ruleset } from '../ruleset/model.js';

/** All that advice looks at. */
export interface Subject {
  readonly linked: Linked;
  /** Without the built-in `default`, which nobody wrote and nobody can change. */
  readonly groups: readonly MergedGroup[];
}

/** A group with what its rules mean together, however they are spelled. */
export interface MergedGroup {
  readonly group: Group;
  readonly ingress: MergedRules;
  readonly egress: MergedRules;
}

export interface MergedRules {
  /** One by one, in the order of the rules; rules that match nobody are absent. */
  readonly allows: readonly Allow[];
  readonly ruleset: Ruleset;
}

export function mergeGroups(linked: Linked): Subject {
  const written = linked.groups.nodes.filter((group) => group !== builtInDefault);
  const groups = written.map((group) => ({
    group,
    ingress: mergeRules(linked, group, 'ingress'),
    egress: mergeRules(linked, group, 'egress'),
  }));
  return { linked, groups };
}

function mergeRules(linked: Linked, group: Group, direction: Direction): MergedRules {
  const allows = allowsOf(linked, group, direction);
  return { allows, ruleset: canonicalRuleset(allows) };
}
