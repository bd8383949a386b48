import type { Settings } from '../definition/model.js';
import type { Allow, InterfaceMatch, NamedSet, Policy, PolicyHost } from '../policy/model.js';
import { canonicalRuleset } from './canonical.js';
import { type FactoredRuleset, factorRuleset } from './factor.js';
import type { Ruleset } from './model.js';

/** All that a target needs to know about one host. */
export interface HostRuleset {
  readonly host: PolicyHost;
  readonly settings: Settings;
  readonly interfaces: readonly InterfaceRuleset[];
  readonly namedSets: readonly NamedSet[];
}

export interface InterfaceRuleset {
  readonly id: string;
  readonly match: InterfaceMatch;
  readonly trusted: boolean;
  readonly ingress: DirectionRuleset;
  readonly egress: DirectionRuleset;
}

export interface DirectionRuleset {
  readonly canonical: Ruleset;
  readonly factored: { readonly ipv4: FactoredRuleset<number>; readonly ipv6: FactoredRuleset<bigint> };
  /** What was merged, to say where an entry comes from. */
  readonly allows: readonly Allow[];
}

export function optimize(policy: Policy): HostRuleset {
  const { host, settings, namedSets } = policy;
  const interfaces = policy.interfaces.map(({ id, match, trusted, ingress, egress }) => ({
    id,
    match,
    trusted,
    ingress: optimizeDirection(ingress),
    egress: optimizeDirection(egress),
  }));
  return { host, settings, interfaces, namedSets };
}

/** Interfaces that carry the same groups have the same array of allows, and share what is made of it. */
const merged = new WeakMap<readonly Allow[], DirectionRuleset>();

function optimizeDirection(allows: readonly Allow[]): DirectionRuleset {
  const known = merged.get(allows) ?? mergeDirection(allows);
  merged.set(allows, known);
  return known;
}

function mergeDirection(allows: readonly Allow[]): DirectionRuleset {
  const canonical = canonicalRuleset(allows);
  const factored = { ipv4: factorRuleset(canonical.ipv4), ipv6: factorRuleset(canonical.ipv6) };
  return { canonical, factored, allows };
}
