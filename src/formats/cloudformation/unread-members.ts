import type { Group } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { below, type Span } from '../../diagnostics/source.js';
import { isFields } from '../shared/item.js';
import { byType, reportUnread, type Unread, type UnreadKind } from '../shared/unread.js';
import { isGroupId } from './attributes.js';
import { isRead, unreadKindOf } from './kinds.js';
import { presenceOf } from './presence.js';
import { attributeIn } from './properties.js';
import { evaluated, type Template } from './template.js';

/** Resources that carry groups and are no hosts here, as they stand in no template with their addresses. */
interface Carrying extends Unread {
  readonly group: string;
}

/**
 * Load balancers, functions, databases and others carry groups too, and their addresses are in no template. Where rules have
 * such a group as peer, it is said that they do not match them, and else that they are not read: once a type.
 */
export function reportUnreadMembers(template: Template, groups: readonly Group[], report: Report): void {
  const peers = peersOf(groups);
  const found = carrying(template);
  const members = found.filter(({ group }) => peers.has(group));
  for (const same of byType(members)) reportMembers(same, report);
  const told = new Set(members.map(({ type }) => type));
  reportUnread(
    found.filter(({ type }) => !told.has(type)).filter(isFirstOfName),
    (type) => (unreadKindOf(type) === undefined ? carries : undefined),
    report,
  );
}

const carries: UnreadKind = {
  code: 'ignored-value',
  one: 'carries security groups, but is not a host here: what it may do is not checked',
  several: 'carry security groups, but are not hosts here: what they may do is not checked',
};

function carrying(template: Template): readonly Carrying[] {
  const { fields, span } = template.resources;
  return Object.entries(fields).flatMap(([name, resource]) => {
    if (!isFields(resource) || typeof resource.Type !== 'string' || isRead(resource.Type)) return [];
    const presence = presenceOf(template, name);
    if (presence.kind === 'decided' && !presence.holds) return [];
    const carried = new Map<string, Span>();
    collect(template, resource.Properties, below(span, name, 'Properties'), false, carried, 0);
    const { Type: type } = resource;
    return Array.from(carried, ([group, place]) => ({ name, type, group, span: place }));
  });
}

function isFirstOfName({ name }: Unread, index: number, all: readonly Unread[]): boolean {
  return index === 0 || all[index - 1]!.name !== name;
}

function reportMembers(same: readonly Carrying[], report: Report): void {
  const first = same[0]!;
  const resources = new Set(same.map(({ name }) => name)).size;
  const groups = new Set(same.map(({ group }) => group)).size;
  const [has, carry, who] =
    resources === 1
      ? ['has', 'carries', `'${first.name}'`]
      : ['have', 'carry', `'${first.name}' and ${resources - 1} more (${first.type})`];
  const more = groups === 1 ? '' : ` and ${groups - 1} more`;
  const what = `which addresses ${who} ${has}, which ${carry} group '${first.group}'${more},`;
  report('unknown-value', first.span, { what, why: 'is not in the template' });
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
    const attribute = attributeIn(evaluated(template, raw, span));
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
