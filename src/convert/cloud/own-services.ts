import type { AddressSet } from '../../address/address-set.js';
import { has } from '../../address/intervals.js';
import { parseAddress } from '../../address/parse.js';
import type { Group, Host } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { type Admission, baselineAdmissions } from '../../policy/baseline.js';
import { type LinkedRule, linkedRule } from '../../policy/link.js';
import type { Followed } from '../followed.js';

/**
 * Hosts of a cloud reach its services whatever their groups say (facts 20 and 37). In one that filters its own, they need
 * rules for what takes their place there, and nobody can know what that is. Said once, for the first of all hosts.
 */
export function reportOwnServices(followed: Followed, target: string, report: Report): void {
  const linkedEgress = egressOf(followed);
  const found = followed.definition.hosts.flatMap((host) => {
    const lost = servicesOf(host, followed).filter((one) => !isAllowed(one, host, followed, linkedEgress));
    return lost.length === 0 ? [] : [{ host, lost }];
  });
  const [first] = found;
  if (!first) return;
  const more = found.length > 1 ? ` (and for ${found.length - 1} more)` : '';
  const services = [...new Set(first.lost.map(({ reason }) => reason))].join(', ');
  const what = `what the cloud opens for host '${first.host.id}'${more}`;
  const because = `${target} filters it too, and no group of the host allows it: ${services}`;
  const suggestion = `let a group allow what the host needs in ${target}, such as dns, and http to 169.254.169.254`;
  report('left-out', first.host.span, { what, because }, { suggestion });
}

/** What is open to a host that was read from a cloud, of the families that it has. */
function servicesOf({ cloud, settings, interfaces }: Host, { definition }: Followed): readonly Admission[] {
  const defaults = definition.defaults?.settings;
  if (!cloud || !(settings.baseline?.cloud ?? defaults?.baseline?.cloud ?? true)) return [];
  return baselineAdmissions({
    baseline: { ...nothing, cloud: true },
    resolvers: settings.resolvers ?? defaults?.resolvers ?? [],
  }).filter(({ family }) => interfaces.some(({ addresses }) => addresses[family].length > 0));
}

const nothing = { neighbourDiscovery: false, multicastListener: false, dhcpv4: false, dhcpv6: false };

/** What rules let out of a group, linked once for all hosts that carry it. */
type LinkedEgress = (group: Group) => readonly LinkedRule[];

function egressOf(followed: Followed): LinkedEgress {
  const known = new Map<Group, readonly LinkedRule[]>();
  return (group) => {
    const rules = known.get(group) ?? group.egress.map((rule) => linkedRule(followed, rule));
    known.set(group, rules);
    return rules;
  };
}

/** Whether every interface of the family may reach the service, since it is not known which of them does. */
function isAllowed(service: Admission, host: Host, { groupsOf }: Followed, egress: LinkedEgress): boolean {
  return host.interfaces
    .filter(({ addresses }) => addresses[service.family].length > 0)
    .every((iface) =>
      groupsOf
        .get(iface)!
        .flatMap(egress)
        .some((rule) => allows(rule, service)),
    );
}

function allows({ traffic, peers }: LinkedRule, service: Admission): boolean {
  const { protocol, destinationPort: port, destination } = service;
  const fits = traffic.some(
    (one) => one.protocol === 'all' || (one.protocol === protocol && one.first <= port! && port! <= one.last),
  );
  return fits && contains(peers, destination!);
}

function contains({ ipv4, ipv6 }: AddressSet, address: string): boolean {
  const parsed = parseAddress(address);
  if (!parsed.ok) return false;
  return parsed.range.family === 'ipv4' ? has(ipv4, parsed.range.start) : has(ipv6, parsed.range.start);
}
