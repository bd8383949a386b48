import { noAddresses } from '../../address/address-set.js';
import type { Direction, Group, Rule } from '../../definition/model.js';
import { bareGroup } from '../shared/bare-groups.js';
import { ruleKey } from '../shared/meaning.js';
import { readGroupName } from '../shared/names.js';
import { type Block, blockOf, isPending, nestedBlocks, reportPending, showsToday } from './block.js';
import { idOf } from './kinds.js';
import { type Known, ownerOf } from './known.js';
import type { Found } from './plan-context.js';
import { readRules } from './planned-rules.js';
import type { Resource } from './resource.js';
import type { StandaloneRule } from './standalone-rules.js';
import { tagsOf } from './tags.js';
import { isUnknown } from './unknown.js';

/**
 * Reads `aws_security_group` and `aws_default_security_group` with their standalone rules. A group has no rules but these:
 * Terraform takes away the rule by which everything may leave (fact 30).
 */
export function readSecurityGroup(
  { resource, planContext }: Found,
  standalone: readonly StandaloneRule[],
  gone: ReadonlySet<string>,
  known: Known,
): Group {
  const id = idOf(resource);
  const block = blockOf(resource, planContext);
  const inline = (['ingress', 'egress'] as const).flatMap((direction) =>
    readInline(block, direction, gone, known),
  );
  // After a refresh a standalone rule stands in the group's own lists, too.
  const rules = new Map(
    [...inline, ...standalone.map(({ rule }) => rule)].map((rule) => [ruleKey(rule), rule]),
  );
  return {
    id,
    name: nameOf(resource, id),
    description: resource.values.text('description') ?? '',
    tags: tagsOf(resource),
    ingress: [...rules.values()].filter(({ direction }) => direction === 'ingress'),
    egress: [...rules.values()].filter(({ direction }) => direction === 'egress'),
    members: noAddresses,
    span: resource.span,
  };
}

function nameOf(resource: Resource, id: string): string {
  if (resource.type === 'aws_default_security_group') return 'default';
  return readGroupName(resource.values, id, 'name');
}

/**
 * The group's own list. One that nobody wrote shows what is there today, so that rules which the plan destroys or changes
 * are still in it.
 */
function readInline(
  block: Block,
  direction: Direction,
  gone: ReadonlySet<string>,
  known: Known,
): readonly Rule[] {
  if (isUnknown(block.unknown, direction)) {
    if (isPending(block, direction)) reportPending(block, direction);
    return [];
  }
  const owner = ownerOf(block.resource, idOf(block.resource));
  const rules = nestedBlocks(block, direction).flatMap((one) => readRules(one, direction, owner, known));
  return showsToday(block, direction) ? rules.filter((rule) => !gone.has(ruleKey(rule))) : rules;
}

/** A group that the input has rules for and does not describe: it has no rules but these, which is said. */
export function groupOfRules(id: string, resource: Resource, standalone: readonly StandaloneRule[]): Group {
  const place = resource.values.at('security_group_id');
  const rules = [...new Map(standalone.map(({ rule }) => [ruleKey(rule), rule])).values()];
  const what = `all of group '${id}' but its standalone rules`;
  resource.report('unknown-value', place, { what, why: 'is not in the input' });
  return {
    ...bareGroup(id, place),
    ingress: rules.filter(({ direction }) => direction === 'ingress'),
    egress: rules.filter(({ direction }) => direction === 'egress'),
  };
}
