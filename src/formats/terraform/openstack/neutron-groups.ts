import { noAddresses } from '../../../address/address-set.js';
import { everythingOut } from '../../../definition/everything-out.js';
import type { Group, Rule } from '../../../definition/model.js';
import type { Known } from '../../openstack/known.js';
import { isStateless, withRules } from '../../openstack/listed-groups.js';
import { bareGroup } from '../../shared/bare-groups.js';
import { ruleKey } from '../../shared/meaning.js';
import { blockOf, isPending, reportPending } from '../block.js';
import { idOf } from '../kinds.js';
import type { Found } from '../plan-context.js';
import { isUnknown } from '../unknown.js';
import { readComputeRules } from './compute-rules.js';
import { COMPUTE_GROUP_TYPE } from './kinds.js';
import { readNeutronRule } from './neutron-rules.js';

/**
 * Reads `openstack_networking_secgroup_v2`, whose rules all stand alone, and `openstack_compute_secgroup_v2`, which is the same group
 * made by Nova, with rules of its own.
 */
export function readNeutronGroups(
  groups: readonly Found[],
  rules: readonly Found[],
  known: Known,
): readonly Group[] {
  const ofGroup = new Map<string, Rule[]>();
  const firstOf = new Map<string, Found>();
  for (const found of rules) {
    const read = readNeutronRule(found, known);
    const named = read?.group ?? found.resource.values.peek('security_group_id');
    if (named && !firstOf.has(named)) firstOf.set(named, found);
    if (!read) continue;
    const others = ofGroup.get(read.group);
    if (others) others.push(read.rule);
    else ofGroup.set(read.group, [read.rule]);
  }
  const described = groups.map((found) =>
    readGroup(found, [
      ...(found.resource.type === COMPUTE_GROUP_TYPE ? readComputeRules(found, known) : []),
      ...(ofGroup.get(idOf(found.resource)) ?? []),
    ]),
  );
  const ids = new Set(described.map(({ id }) => id));
  const others = [...firstOf].filter(([id]) => !ids.has(id));
  return [...described, ...others.map(([id, found]) => groupOfRules(id, found, ofGroup.get(id) ?? []))];
}

function readGroup(found: Found, standalone: readonly Rule[]): Group {
  const { resource } = found;
  const { values } = resource;
  const id = idOf(resource);
  const group: Group = {
    id,
    name: values.text('name') || id,
    description: values.text('description') ?? '',
    tags: new Map(),
    ingress: [],
    egress: [],
    members: noAddresses,
    span: resource.span,
  };
  if (isStateless(values)) {
    values.report('stateless-group', values.at('stateful'), { name: group.name });
    return group;
  }
  return withRules(group, unique([...impliedRules(found), ...standalone]));
}

/** Every group is made with rules by which everything may leave, which the provider removes only on demand (fact 26). */
function impliedRules({ resource, planContext }: Found): readonly Rule[] {
  const block = blockOf(resource, planContext);
  const key = 'delete_default_rules';
  if (isPending(block, key)) {
    reportPending(block, key);
    return [];
  }
  // Without its name a group has lost more, and perhaps that its rules are removed.
  if (!resource.tells('name') && !isUnknown(block.unknown, 'name')) return [];
  const { values, span } = resource;
  if (values.has(key) && values.requiredBoolean(key) !== false) return [];
  return [everythingOut(['ipv4'], span), everythingOut(['ipv6'], span)];
}

function groupOfRules(id: string, { resource }: Found, rules: readonly Rule[]): Group {
  const place = resource.values.at('security_group_id');
  const what = `all of group '${id}' but its standalone rules`;
  resource.report('unknown-value', place, { what, why: 'is not in the input' });
  return withRules(bareGroup(id, place), unique(rules));
}

function unique(rules: readonly Rule[]): readonly Rule[] {
  const first = new Map<string, Rule>();
  for (const rule of rules) {
    const key = ruleKey(rule);
    if (!first.has(key)) first.set(key, rule);
  }
  return [...first.values()];
}
