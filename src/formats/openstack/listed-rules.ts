import type { Family } from '../../address/space.js';
import type { Direction, Rule } from '../../definition/model.js';
import { onKey } from '../../diagnostics/source.js';
import type { Item } from '../shared/item.js';
import type { Known } from './known.js';
import { readPeer } from './remote-peers.js';
import { readTraffic } from './traffic.js';

/** What a rule consists of, and what the cloud says of it besides. */
const ruleKeys: ReadonlySet<string> = new Set([
  ...['direction', 'ethertype', 'ether_type', 'protocol', 'port_range_min', 'port_range_max', 'port_range'],
  ...['remote_ip_prefix', 'remote_group_id', 'remote_address_group_id', 'description', 'security_group_id'],
  ...['id', 'name', 'project_id', 'tenant_id', 'created_at', 'updated_at', 'revision_number', 'tags'],
  ...['standard_attr_id', 'belongs_to_default_sg', 'normalized_cidr', 'location', 'project'],
]);

/** Reads one rule, of the API or of a listing; nothing if it was at fault or matches nothing. */
export function readRule(rule: Item, known: Known): Rule | undefined {
  if (!isUnderstood(rule)) return undefined;
  const direction = readDirection(rule);
  const family = readFamily(rule);
  const description = rule.text('description') ?? '';
  if (direction === undefined || family === undefined) return undefined;
  const traffic = readTraffic(rule, family);
  const peer = traffic && readPeer(rule, family, traffic, known);
  if (peer === undefined) return undefined;
  const { span } = rule;
  return {
    direction,
    allow: [{ kind: 'traffic', traffic: [traffic!], span }],
    peers: [peer],
    description,
    span,
  };
}

/** What is not known here may be a condition, and a rule without its condition lets in more than it says. */
function isUnderstood(rule: Item): boolean {
  const unknown = Object.keys(rule.fields).filter((key) => rule.has(key) && !ruleKeys.has(key));
  for (const key of unknown) {
    const problem = `'${key}' is not a known part of a rule`;
    rule.report('matches-nothing', onKey(rule.at(key)), { problem });
  }
  return unknown.length === 0;
}

function readDirection(rule: Item): Direction | undefined {
  const text = rule.requiredText('direction');
  if (text === undefined || text === 'ingress' || text === 'egress') return text;
  const problem = `'direction' is '${text}' where ingress or egress is expected`;
  rule.report('wrong-type', rule.at('direction'), { problem });
  return undefined;
}

/** IPv4 where the rule does not say (fact 24); a listing without the column does not say that it is so. */
function readFamily(rule: Item): Family | undefined {
  const [key = 'ethertype', more] = ['ethertype', 'ether_type'].filter((one) => rule.has(one));
  const text = rule.has('port_range') ? rule.requiredText(key) : rule.text(key);
  if (text === undefined) return rule.has(key) || rule.has('port_range') ? undefined : 'ipv4';
  const family = text.toLowerCase();
  if (more === undefined && (family === 'ipv4' || family === 'ipv6')) return family;
  const problem = `'${more ?? key}' is not an ethertype: expected IPv4 or IPv6`;
  rule.report('wrong-type', rule.at(more ?? key), { problem });
  return undefined;
}
