import { addressSet } from '../address/address-set.js';
import type { Group, Peer, Rule } from '../definition/model.js';
import { type JsonPlace, jsonPlace } from '../diagnostics/json.js';
import { visible } from '../diagnostics/visible.js';
import { type Linked, linkedRule } from '../policy/link.js';
import { formatTraffic } from '../traffic/format.js';
import { few, peerTexts } from './peers-text.js';
import { table } from './table.js';

/** What `show GROUP --json` prints. */
export interface GroupView {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Whom the group means as a peer. */
  readonly members: readonly string[];
  readonly interfaces: readonly { readonly host: string; readonly interface: string }[];
  readonly rules: readonly RuleView[];
}

interface RuleView extends JsonPlace {
  readonly direction: string;
  readonly number: number;
  readonly traffic: readonly string[];
  /** As written. */
  readonly peers: readonly string[];
  readonly description: string;
}

export function groupView(linked: Linked, group: Group): GroupView {
  const interfaces = linked.definition.hosts.flatMap((host) =>
    host.interfaces
      .filter((one) => linked.groupsOf.get(one)?.includes(group))
      .map((one) => ({ host: host.name, interface: one.id })),
  );
  const rules = (list: readonly Rule[]) => list.map((rule, i) => ruleView(linked, rule, i));
  return {
    id: group.id,
    name: group.name,
    description: group.description,
    tags: Object.fromEntries(group.tags),
    members: peerTexts(linked.membersOf.get(group)!),
    interfaces,
    rules: [...rules(group.ingress), ...rules(group.egress)],
  };
}

function ruleView(linked: Linked, rule: Rule, index: number): RuleView {
  return {
    direction: rule.direction,
    number: rule.number ?? index + 1,
    traffic: linkedRule(linked, rule).traffic.map(formatTraffic),
    peers: rule.peers.map(peerText),
    description: rule.implied ? 'egress left out: everything may leave' : rule.description,
    ...jsonPlace(rule.span),
  };
}

function peerText(peer: Peer): string {
  switch (peer.kind) {
    case 'anywhere':
      return peer.families.length === 2 ? 'anywhere' : `anywhere-${peer.families.join()}`;
    case 'addresses':
      return peerTexts(addressSet([peer.range])).join();
    case 'group':
    case 'list':
      return `${peer.kind}:${peer.reference}${peer.families ? ` (${peer.families.join()})` : ''}`;
    case 'absent':
      return `${peer.label} (matches nothing)`;
    default:
      return peer.kind;
  }
}

export function groupText(view: GroupView): string {
  const title = visible(`group ${view.name === view.id ? view.id : `${view.id} (${view.name})`}`);
  const about = [
    ...(view.description === '' ? [] : [['description', view.description]]),
    ...Object.entries(view.tags).map(([key, value]) => [`tag ${key}`, value]),
    ['members', few(view.members)],
    ['carried by', few(view.interfaces.map((one) => `${one.host} ${one.interface}`)) || 'no interface'],
  ];
  const head = ['', 'ALLOW', 'PEERS', 'DESCRIPTION', 'PLACE'];
  const rows = view.rules.map((rule) => [
    `${rule.direction} ${rule.number}`,
    few(rule.traffic),
    few(rule.peers),
    rule.description,
    `${rule.file}:${rule.line}`,
  ]);
  return [title, table([], about as string[][]).trim(), table(head, rows)].join('\n\n');
}
