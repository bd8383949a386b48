import type { Group } from '../definition/model.js';
import { protocolNumbers } from '../traffic/protocols.js';
import type { Traffic } from '../traffic/traffic.js';
import { lookUp, type NameIndex } from './index-by-name.js';
import type { Allow, Policy } from './model.js';

const SSH = 22;

/** The groups that `rescue` of a host names. A name without one is an error of linking. */
export function rescueGroups(groups: NameIndex<Group>, names: readonly string[]): readonly Group[] {
  const found = names.map((name) =>
    lookUp(groups, name, undefined, ['group', 'unknown-group'], () => undefined),
  );
  return [...new Set(found.filter((group) => group !== undefined))];
}

/**
 * What a host lets through where its own rules cannot be loaded: known flows, loopback, the baseline and what `rescue` allows on every
 * interface. Left out, that is SSH from whom the rules of the interface let it in. Everything that kernels may lack is left out.
 */
export function rescuePolicy(policy: Policy, rescue: readonly Allow[] | undefined): Policy {
  const { settings, interfaces } = policy;
  return {
    ...policy,
    settings: {
      ...settings,
      loopback: true,
      established: true,
      related: true,
      invalid: 'drop',
      refuse: 'drop',
      earlyDrop: false,
      counters: false,
      log: false,
    },
    interfaces: interfaces.map(({ id, match, ingress }) => ({
      id,
      match,
      trusted: false,
      ingress: rescue ?? ingress.filter(({ traffic }) => hasSsh(traffic)).map(onlySsh),
      egress: [],
      groups: [],
    })),
  };
}

function hasSsh({ protocol, first, last }: Traffic): boolean {
  return (protocol === 'all' || protocol === protocolNumbers.tcp) && first <= SSH && SSH <= last;
}

function onlySsh({ peers, origin }: Allow): Allow {
  return { traffic: { protocol: protocolNumbers.tcp, first: SSH, last: SSH }, peers, origin };
}
