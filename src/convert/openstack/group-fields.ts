import type { Group, PrefixList } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { CloudGroup, CloudPeer, CloudRule } from '../cloud/model.js';
import { families, prefixTexts } from '../cloud/prefixes.js';
import { formatTitles } from '../written-formats.js';
import { etherType, trafficFields } from './traffic.js';
import type { Uuids } from './uuids.js';

/** What the parts of the answer are written with. */
export interface Context {
  readonly groupId: (group: Group) => string;
  readonly listId: (list: PrefixList) => string;
  readonly ruleIds: Uuids;
  readonly report: Report;
}

export function groupFields({ group, ingress, egress }: CloudGroup, context: Context) {
  const id = context.groupId(group);
  return {
    id,
    name: group.name,
    description: group.description,
    stateful: true,
    tags: tagTexts(group.tags),
    security_group_rules: [...ingress, ...egress].flatMap((rule) => ruleFields(id, rule, context)),
  };
}

/** The tags of OpenStack are texts alone. */
export function tagTexts(tags: ReadonlyMap<string, string>): readonly string[] {
  return Array.from(tags, ([key, value]) => (value === '' ? key : `${key}=${value}`));
}

/** A rule of the API, and none where OpenStack has no such rule, which is reported. */
function ruleFields(group: string, rule: CloudRule, context: Context): readonly object[] {
  const { direction, peer, description, span } = rule;
  const traffic = trafficFields(rule.traffic);
  if (typeof traffic === 'string') {
    context.report('not-expressible', span, { target: formatTitles.openstack, problem: traffic });
    return [];
  }
  const what = {
    direction,
    ethertype: etherType(familyOf(peer)),
    ...peerFields(peer, context),
    description,
    security_group_id: group,
  };
  return traffic.map((fields) => {
    const said = { ...fields, ...what };
    return { id: context.ruleIds.of(JSON.stringify(said)), ...said };
  });
}

function familyOf(peer: CloudPeer) {
  if (peer.kind === 'list') return peer.list.family;
  // Rules are expanded by family for this cloud.
  return peer.family!;
}

const everywhere: readonly string[] = ['0.0.0.0/0', '::/0'];

/** At most one of the three; none is everybody of the family (fact 24). */
function peerFields(peer: CloudPeer, { groupId, listId }: Context) {
  const prefix = peer.kind === 'prefix' && !everywhere.includes(peer.prefix) ? peer.prefix : null;
  return {
    remote_ip_prefix: prefix,
    remote_group_id: peer.kind === 'group' ? groupId(peer.group) : null,
    remote_address_group_id: peer.kind === 'list' ? listId(peer.list.of) : null,
  };
}

/** An address group, which holds both families. */
export function listFields(list: PrefixList, { listId }: Context) {
  const addresses = families.flatMap((family) => prefixTexts(list.addresses, family));
  return { id: listId(list), name: list.name, description: '', addresses };
}
