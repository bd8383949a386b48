import type { Settings } from '../definition/model.js';
import type { Allow, InterfaceMatch, Policy, PolicyHost } from '../policy/model.js';
import type { NamedSets } from '../policy/named-sets.js';
import { AllowIndex } from './allow-index.js';
import { canonicalRuleset } from './canonical.js';
import { factorRuleset } from './factor.js';
import { type Factored, type FactoredRuleset, mapPeers, peersOfEntries } from './factored.js';
import type { Ruleset } from './model.js';
import type { PeerSet } from './peer-set.js';
import { sharePeers } from './share.js';

/** All that a target needs to know about one host. */
export interface HostRuleset {
  readonly host: PolicyHost;
  readonly settings: Settings;
  readonly interfaces: readonly InterfaceRuleset[];
  readonly namedSets: NamedSets;
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
  readonly allows: AllowIndex;
}

/**
 * Merges what hosts allow. Interfaces that carry the same groups have the same array of allows, and share what is made of it; hosts
 * that carry the same groups share that too.
 */
export class Optimizer {
  readonly #merged = new Map<readonly Allow[], Merged>();
  /** By their first direction. */
  readonly #hosts = new Map<Merged, Host[]>();

  optimize(policy: Policy): HostRuleset {
    const { host, settings, namedSets } = policy;
    const merged = policy.interfaces.flatMap(({ ingress, egress }) => [
      this.#merge(ingress),
      this.#merge(egress),
    ]);
    const directions = this.#directionsOf(merged);
    const interfaces = policy.interfaces.map(({ id, match, trusted }, i) => ({
      id,
      match,
      trusted,
      ingress: directions[2 * i]!,
      egress: directions[2 * i + 1]!,
    }));
    return { host, settings, interfaces, namedSets };
  }

  #merge(allows: readonly Allow[]): Merged {
    const merged = this.#merged.get(allows) ?? mergeAllows(allows);
    this.#merged.set(allows, merged);
    return merged;
  }

  #directionsOf(merged: readonly Merged[]): readonly DirectionRuleset[] {
    const [first] = merged;
    if (!first) return [];
    const alike = this.#hosts.get(first) ?? [];
    this.#hosts.set(first, alike);
    const same = alike.find(
      (host) => host.merged.length === merged.length && host.merged.every((one, i) => one === merged[i]),
    );
    if (same) return same.directions;
    const directions = sharePeersOf(merged);
    alike.push({ merged, directions });
    return directions;
  }
}

/** One direction of one interface, not compared with the others of its host yet. */
interface Merged {
  readonly canonical: Ruleset;
  readonly ipv4: Factored<number, PeerSet<number>>;
  readonly ipv6: Factored<bigint, PeerSet<bigint>>;
  readonly allows: AllowIndex;
}

function mergeAllows(allows: readonly Allow[]): Merged {
  const canonical = canonicalRuleset(allows);
  return {
    canonical,
    ipv4: factorRuleset(canonical.ipv4),
    ipv6: factorRuleset(canonical.ipv6),
    allows: new AllowIndex(allows),
  };
}

interface Host {
  readonly merged: readonly Merged[];
  readonly directions: readonly DirectionRuleset[];
}

/** Takes out of the entries of a whole host what their peers have in common. */
function sharePeersOf(merged: readonly Merged[]): readonly DirectionRuleset[] {
  const distinct = [...new Set(merged)];
  const v4 = sharePeers(distinct.flatMap(({ ipv4 }) => [...peersOfEntries(ipv4)]));
  const v6 = sharePeers(distinct.flatMap(({ ipv6 }) => [...peersOfEntries(ipv6)]));
  const made = new Map(
    distinct.map(({ canonical, ipv4, ipv6, allows }, i) => [
      distinct[i]!,
      { canonical, factored: { ipv4: mapPeers(ipv4, v4), ipv6: mapPeers(ipv6, v6) }, allows },
    ]),
  );
  return merged.map((one) => made.get(one)!);
}
