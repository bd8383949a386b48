import type { Group, Peer, PrefixList, Service } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { indexByName, lookUp } from '../policy/index-by-name.js';
import type { Linked } from '../policy/link.js';

/** A linked definition, with each of its references followed alone: what a rule's peers mean together does not say which is which. */
export interface Followed extends Linked {
  /** The group that a peer means; nothing for peers of other kinds. */
  readonly groupOf: (peer: Peer, own: Group) => Group | undefined;
  readonly listOf: (peer: Peer) => PrefixList | undefined;
  readonly serviceOf: (reference: string) => Service | undefined;
}

/** A reference that leads nowhere is an error of linking, so that here all of them lead somewhere. */
const silent: Report = () => {};

export function follow(linked: Linked): Followed {
  const { definition, groups } = linked;
  const lists = indexByName(definition.prefixLists);
  const services = indexByName(definition.services);
  return {
    ...linked,
    groupOf: (peer, own) => {
      if (peer.kind === 'self') return own;
      if (peer.kind !== 'group') return undefined;
      return lookUp(groups, peer.reference, peer.span, ['group', 'unknown-group'], silent);
    },
    listOf: (peer) =>
      peer.kind === 'list'
        ? lookUp(lists, peer.reference, peer.span, ['prefix list', 'unknown-list'], silent)
        : undefined,
    serviceOf: (reference) => lookUp(services, reference, undefined, ['service', 'unknown-service'], silent),
  };
}
