import type { Group } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { below, type Span } from '../../diagnostics/source.js';
import { isFields } from '../shared/item.js';
import { isGroupId } from './attributes.js';
import { evaluate } from './evaluate.js';
import { presenceOf } from './presence.js';
import { attributeIn } from './properties.js';
import { isRead } from './resources.js';
import type { Template } from './template.js';

/**
 * Load balancers, launch templates, databases and others carry groups too, and their addresses are in no template. Where rules
 * have such a group as peer, it is said that they do not match them.
 */
export function reportUnreadMembers(template: Template, groups: readonly Group[], report: Report): void {
  const peers = peersOf(groups);
  if (peers.size === 0) return;
  const { fields, span } = template.resources;
  for (const [id, resource] of Object.entries(fields)) {
    if (!isFields(resource) || isRead(resource.Type)) continue;
    const presence = presenceOf(template, id);
    if (presence.kind === 'decided' && !presence.holds) continue;
    const carried = new Map<string, Span>();
    collect(template, resource.Properties, below(span, id, 'Properties'), false, carried, 0);
    for (const [group, place] of carried) {
      if (!peers.has(group)) continue;
      const what = `which addresses '${id}' has, which carries group '${group}',`;
      report('unknown-value', place, { what, why: 'is not in the template' });
    }
  }
}

function peersOf(groups: readonly Group[]): ReadonlySet<string> {
  const rules = groups.flatMap(({ ingress, egress }) => [...ingress, ...egress]);
  const peers = rules.flatMap((rule) => rule.peers);
  return new Set(peers.flatMap((peer) => (peer.kind === 'group' ? peer.reference : [])));
}

/** More levels than the properties of any resource have. */
const DEEPEST = 20;

/** Adds the groups that a value carries, each with the first place: those that stand under a key that speaks of them. */
function collect(
  template: Template,
  raw: unknown,
  span: Span,
  carries: boolean,
  carried: Map<string, Span>,
  depth: number,
): void {
  if (depth > DEEPEST || typeof raw !== 'object' || raw === null) return;
  if (carries && isFields(raw) && (Object.hasOwn(raw, 'Ref') || Object.hasOwn(raw, 'Fn::GetAtt'))) {
    const attribute = attributeIn(evaluate(template, raw, span));
    if (attribute && isGroupId(attribute) && !carried.has(attribute.resource))
      carried.set(attribute.resource, span);
    return;
  }
  for (const [key, value] of Object.entries(raw)) {
    const step = Array.isArray(raw) ? Number(key) : key;
    const about = carries || /SecurityGroup|^Groups$|^GroupSet$/.test(key);
    collect(template, value, below(span, step), about, carried, depth + 1);
  }
}
