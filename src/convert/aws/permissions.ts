import { groupBy } from '../../definition/group-by.js';
import type { Group } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { formatTraffic } from '../../traffic/format.js';
import { hasPorts, ICMP, ICMPV6, isIcmp, TCP, UDP } from '../../traffic/protocols.js';
import { isWhole, type Traffic } from '../../traffic/traffic.js';
import type { CloudList, CloudRule } from '../cloud/model.js';
import { awsDescription } from '../cloud/texts.js';

/** How groups and lists are referred to. */
export interface Identities {
  readonly groupId: (group: Group) => string;
  readonly listId: (list: CloudList) => string;
}

/** Rules as describe-security-groups has them: one permission for all peers of the same protocol and ports (fact 28). */
export function permissions(
  rules: readonly CloudRule[],
  identities: Identities,
  report: Report,
): readonly object[] {
  const byTraffic = groupBy(rules, ({ traffic }) => formatTraffic(traffic));
  return Array.from(byTraffic.values(), (same) => ({
    ...protocolFields(same[0]!.traffic),
    ...peerFields(same, identities, report),
  }));
}

export interface ProtocolFields {
  readonly IpProtocol: string;
  readonly FromPort?: number;
  readonly ToPort?: number;
}

const names: ReadonlyMap<number | 'all', string> = new Map<number | 'all', string>([
  ['all', '-1'],
  [TCP, 'tcp'],
  [UDP, 'udp'],
  [ICMP, 'icmp'],
  [ICMPV6, 'icmpv6'],
]);

/** Protocol and ports; of ICMP the type and the code, where -1 is any (fact 8). */
export function protocolFields(traffic: Traffic): ProtocolFields {
  const { protocol, first, last } = traffic;
  const IpProtocol = names.get(protocol) ?? String(protocol);
  if (protocol === 'all' || !(hasPorts(protocol) || isIcmp(protocol))) return { IpProtocol };
  if (hasPorts(protocol)) return { IpProtocol, FromPort: first, ToPort: last };
  if (isWhole(traffic)) return { IpProtocol, FromPort: -1, ToPort: -1 };
  return { IpProtocol, FromPort: Math.floor(first / 256), ToPort: first === last ? first % 256 : -1 };
}

function peerFields(rules: readonly CloudRule[], { groupId, listId }: Identities, report: Report) {
  const fields = {
    IpRanges: [] as object[],
    Ipv6Ranges: [] as object[],
    PrefixListIds: [] as object[],
    UserIdGroupPairs: [] as object[],
  };
  for (const { peer, description, span } of rules) {
    const written = awsDescription(description, span, report);
    const described = written === '' ? {} : { Description: written };
    if (peer.kind === 'group') fields.UserIdGroupPairs.push({ ...described, GroupId: groupId(peer.group) });
    else if (peer.kind === 'list')
      fields.PrefixListIds.push({ ...described, PrefixListId: listId(peer.list) });
    else if (peer.family === 'ipv4') fields.IpRanges.push({ ...described, CidrIp: peer.prefix });
    else fields.Ipv6Ranges.push({ ...described, CidrIpv6: peer.prefix });
  }
  return fields;
}
