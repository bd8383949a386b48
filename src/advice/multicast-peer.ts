import { unionOf } from '../address/address-set.js';
import { has } from '../address/intervals.js';
import type { Report } from '../diagnostics/diagnostic.js';
import type { MergedGroup, Subject } from './merged.js';
import { groupsInWords, isAllowed, isNamed, type MulticastService, multicastServices } from './multicast.js';

/** What hosts send to a multicast group does not get out by a rule that names the hosts, such as members of a group. */
export function multicastPeer({ groups }: Subject, report: Report): void {
  for (const one of groups) for (const service of multicastServices) reportService(one, service, report);
}

function reportService({ group, egress }: MergedGroup, service: MulticastService, report: Report): void {
  const named = egress.allows.find(({ traffic }) => isNamed(service, traffic));
  if (!named) return;
  const peers = unionOf(
    egress.allows.filter(({ traffic }) => isAllowed(service, traffic)).map((allow) => allow.peers),
  );
  if (has(peers.ipv4, service.group.ipv4) || has(peers.ipv6, service.group.ipv6)) return;
  const parameters = { name: group.name, protocol: service.name, group: groupsInWords(service) };
  const suggestion = `add the address of the multicast group to the rule's peers`;
  report('multicast-peer', named.origin.rule.span, parameters, { suggestion });
}
