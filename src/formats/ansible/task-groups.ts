import { groupBy } from '../../definition/group-by.js';
import type { Group } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { bareGroup } from '../shared/bare-groups.js';
import { type Item, isFields } from '../shared/item.js';
import { rulesKey } from '../shared/meaning.js';
import { reasonIn } from '../shared/unknown.js';
import type { GroupTask } from './group-task.js';
import { type Run, runsOf } from './run.js';
import { type Left, Sequence } from './sequence.js';

/** The groups that tasks leave behind, those of a file one after the other. Between files no order is known. */
export function readGroups(tasks: readonly GroupTask[], report: Report): readonly Group[] {
  const runs = tasks.flatMap(runsOf);
  const ids = leftIds(runs);
  const sequences = new Map<string, Sequence>();
  for (const run of runs) {
    const { name } = run.item.span.source;
    const sequence = sequences.get(name) ?? new Sequence(ids, report);
    sequences.set(name, sequence);
    sequence.run(run);
  }
  const left = [...sequences.values()].flatMap((sequence) => sequence.left());
  return [...groupBy(left, ({ id }) => id).values()].flatMap((same) => groupOf(same, report) ?? []);
}

/** Names of groups that are there in the end, or may be. */
function leftIds(runs: readonly Run[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { id, state, certain } of runs) {
    if (id === undefined) continue;
    if (state !== 'absent') ids.add(id);
    else if (certain) ids.delete(id);
  }
  return ids;
}

/** One group of what several files or VPCs leave under its name. */
function groupOf(all: readonly Left[], report: Report): Group | undefined {
  const [first, ...others] = all.filter(({ isDeleted }) => !isDeleted);
  if (first === undefined) return undefined;
  const group = asGroup(first);
  const deleted = all.find(({ isDeleted }) => isDeleted);
  if (deleted && first.exists) {
    const what = `whether group '${first.id}' is created`;
    const why = 'depends on the order of two files, one of which deletes it';
    const related = [{ message: 'deleted here', span: deleted.item.span }];
    report('unknown-value', group.span, { what, why }, { related });
    return { ...group, ingress: [], egress: [] };
  }
  for (const other of others.map(asGroup)) {
    if (meaningOf(other) === meaningOf(group)) continue;
    const related = [{ message: 'first definition', span: group.span }];
    report('duplicate', other.span, { kind: 'group', name: other.id }, { related });
  }
  return group;
}

function meaningOf({ ingress, egress }: Group): string {
  return JSON.stringify([rulesKey(ingress), rulesKey(egress)]);
}

/** A group of which it is not sure that it is there lets nothing through. */
function asGroup({ id, item, exists, ingress, egress }: Left): Group {
  const span = item.at(item.has('name') ? 'name' : 'group_id');
  const bare: Group = { ...bareGroup(id, span), description: descriptionOf(item), tags: readTags(item) };
  return exists ? { ...bare, ingress, egress } : bare;
}

function descriptionOf(item: Item): string {
  return reasonIn(item.fields.description) ? '' : (item.peek('description') ?? '');
}

/** Tags that are texts or numbers; they change nothing. */
function readTags({ fields: { tags } }: Item): ReadonlyMap<string, string> {
  const entries = Object.entries(isFields(tags) && !reasonIn(tags) ? tags : {});
  return new Map(
    entries.flatMap(([key, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[key, String(value)]] : [],
    ),
  );
}
