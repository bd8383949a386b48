import { unionOf } from '../address/address-set.js';
import { ipv4 } from '../address/ipv4.js';
import { isEverything } from '../address/space.js';
import type { Host, Interface } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { type Linked, linkedRule } from '../policy/link.js';
import { UDP } from '../traffic/protocols.js';
import type { Subject } from './merged.js';

const DNS = 53;

/**
 * A cloud filters nothing to the resolver of a host's own network (fact 37). A host that may not ask everybody has to know
 * which that is. Said once, for the first of all hosts.
 */
export function resolverUnknown({ linked }: Subject, report: Report): void {
  const { hosts, defaults } = linked.definition;
  const unknown = hosts.filter((host) => {
    const settings = { ...defaults?.settings, ...host.settings };
    const cloud = host.settings.baseline?.cloud ?? defaults?.settings.baseline?.cloud ?? host.cloud;
    return (
      host.cloud &&
      cloud &&
      settings.resolvers === undefined &&
      settings.output !== 'ignore' &&
      isBound(linked, host)
    );
  });
  const [first] = unknown;
  if (!first) return;
  const suggestion = 'add the output of describe-vpcs, or let the host ask it: allow dns to its address';
  report('resolver-unknown', first.span, { host: first.name, more: unknown.length - 1 }, { suggestion });
}

/** Whether the host cannot ask every address for names: some of its interfaces, those that have IPv4. */
function isBound(linked: Linked, { interfaces }: Host): boolean {
  return interfaces.some(
    (iface) => !iface.trusted && iface.addresses.ipv4.length > 0 && !asksEverybody(linked, iface),
  );
}

function asksEverybody(linked: Linked, iface: Interface): boolean {
  const peers = (linked.groupsOf.get(iface) ?? [])
    .flatMap(({ egress }) => egress)
    .map((rule) => linkedRule(linked, rule))
    .filter(({ traffic }) =>
      traffic.some(
        ({ protocol, first, last }) =>
          protocol === 'all' || (protocol === UDP && first <= DNS && DNS <= last),
      ),
    )
    .map((rule) => rule.peers);
  return peers.length > 0 && isEverything(ipv4, unionOf(peers).ipv4);
}
