import type { Direction, Rule } from '../../definition/model.js';
import { ruleKey } from '../shared/meaning.js';
import { type Block, blockOf, isPending, reportPending } from './block.js';
import { groupId, idOf } from './kinds.js';
import { type Known, type Owner, ownerOf } from './known.js';
import { linkOne } from './links.js';
import type { Found, PlanContext } from './plan-context.js';
import { readRules, readVpcRule } from './planned-rules.js';
import type { Resource } from './resource.js';
import { knownText } from './texts.js';

/** A rule that is a resource of its own, and the group it belongs to. */
export interface StandaloneRule {
  readonly group: string;
  readonly rule: Rule;
  readonly resource: Resource;
}

const types: Readonly<Record<string, Direction | 'said'>> = {
  aws_security_group_rule: 'said',
  aws_vpc_security_group_ingress_rule: 'ingress',
  aws_vpc_security_group_egress_rule: 'egress',
};

export function isStandaloneRule({ type, mode }: Resource): boolean {
  return mode === 'managed' && Object.hasOwn(types, type);
}

/** Reads a rule resource; one for each of its peers. Without its group it is nobody's. */
export function readStandaloneRule(
  resource: Resource,
  planContext: PlanContext,
  known: Known,
): readonly StandaloneRule[] {
  const block = blockOf(resource, planContext);
  const owner = groupOf(block);
  if (!owner) return [];
  const said = types[resource.type]!;
  const direction = said === 'said' ? directionOf(block) : said;
  if (direction === undefined) return [];
  const read = said === 'said' ? readRules : readVpcRule;
  return read(block, direction, owner, known).map((rule) => ({ group: owner.id, rule, resource }));
}

function groupOf(block: Block): Owner | undefined {
  const key = 'security_group_id';
  const { item, resource } = block;
  if (isPending(block, key)) {
    const link = linkOne(block, key, groupId);
    const group = link.resources?.[0];
    if (group) return ownerOf(group, idOf(group));
    reportPending(block, key, `${link.problem}; the rule is left out`);
    return undefined;
  }
  const found = knownText(block, key);
  if (found) return ownerOf(resource, found.text);
  item.requiredText(key);
  return undefined;
}

function directionOf(block: Block): Direction | undefined {
  const text = knownText(block, 'type')?.text;
  if (text === 'ingress' || text === 'egress') return text;
  const { item } = block;
  if (!isPending(block, 'type'))
    item.report('wrong-type', item.at('type'), {
      problem: `'type' is '${text ?? ''}' where ingress or egress is expected`,
    });
  return undefined;
}

/**
 * The rules that were there before the plan and are destroyed or changed by it, by group and key.
 */
export function goneRules(
  resources: readonly Found[],
  known: Known,
): ReadonlyMap<string, ReadonlySet<string>> {
  const gone = new Map<string, Set<string>>();
  for (const { resource, planContext } of resources) {
    for (const { group, rule } of readStandaloneRule(resource, planContext, known)) {
      gone.set(group, (gone.get(group) ?? new Set()).add(ruleKey(rule)));
    }
  }
  return gone;
}
