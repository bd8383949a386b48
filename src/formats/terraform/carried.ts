import type { GroupReference } from '../../definition/model.js';
import { checkId } from '../shared/names.js';
import { type Block, isUnwritten, reportPending } from './block.js';
import { groupId, idOf, isGroup } from './kinds.js';
import { type Accept, linkAll } from './links.js';
import { lacksItems, textsAt } from './texts.js';
import { isUnknown, placeOfUnknown } from './unknown.js';

/** The groups of the input by their names; one name can be that of several. */
export type GroupNames = ReadonlyMap<string, readonly string[]>;

/** The groups that a list of ids names; empty where none is known. */
export function carriedIds(block: Block, key: string): readonly GroupReference[] {
  return [
    ...textsAt(block, key).flatMap(({ text, span }) => {
      const reference = checkId(text, 'group', span, block.item.report);
      return reference === undefined ? [] : [{ reference, span }];
    }),
    ...linkedGroups(block, key, groupId),
  ];
}

/** The groups that an instance names by their names, as was done before there were private networks; ids are let pass too. */
export function carriedNames(block: Block, key: string, names: GroupNames): readonly GroupReference[] {
  const named = textsAt(block, key).flatMap(({ text, span }) => {
    if (text.startsWith('sg-')) return [{ reference: text, span }];
    const [only, more] = names.get(text) ?? [];
    if (only !== undefined && more === undefined) return [{ reference: only, span }];
    const reason = more === undefined ? 'is not in the input' : 'is one of several with that name';
    block.item.report('unresolved-group', span, { name: text, reason });
    return [];
  });
  return [...named, ...linkedGroups(block, key, nameOrId)];
}

const nameOrId: Accept = (resource, attribute) =>
  groupId(resource, attribute) || (isGroup(resource) && attribute === 'name');

function linkedGroups(block: Block, key: string, accept: Accept): readonly GroupReference[] {
  if (isUnknown(block.unknown, key) && isUnwritten(block, key)) return [];
  if (!lacksItems(block, key)) return [];
  const link = linkAll(block, key, accept);
  if (!link.resources) reportPending(block, key, link.problem);
  else if (link.more) reportPending(block, key, 'may contain more than the plan shows');
  const span = placeOfUnknown(block.unknown, key);
  return (link.resources ?? []).map((one) => ({ reference: idOf(one), span }));
}
