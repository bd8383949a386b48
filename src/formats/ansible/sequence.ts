import type { Rule } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Item } from '../shared/item.js';
import { reasonIn } from '../shared/unknown.js';
import { common, readEgress, readIngress, saysEgress } from './effect.js';
import type { Run } from './run.js';

/** A group as the tasks up to a certain one leave it. */
export interface Left {
  readonly id: string;
  /** The arguments by which it was made. */
  readonly item: Item;
  /** Whether it is there for sure. If not, it lets nothing through, and the rules are those that it would have in any case. */
  readonly exists: boolean;
  readonly isDeleted: boolean;
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
  /** Whether all of its rules are known, as behind a task that purges others. */
  readonly isWhole: { readonly ingress: boolean; readonly egress: boolean };
}

/** The tasks of one file, which run one after the other. */
export class Sequence {
  private readonly groups = new Map<string, Left>();
  private readonly ids: ReadonlySet<string>;
  private readonly report: Report;

  constructor(ids: ReadonlySet<string>, report: Report) {
    this.ids = ids;
    this.report = report;
  }

  left(): readonly Left[] {
    return [...this.groups.values()];
  }

  run(run: Run): void {
    const { id, place, state, certain } = run;
    if (id === undefined) {
      this.mayBeAny(run);
      return;
    }
    const key = JSON.stringify([id, place]);
    const before = this.groups.get(key);
    const known = before?.isDeleted ? undefined : before;
    if (state === 'absent' && certain) {
      this.groups.set(key, deletedBy(run, id));
      return;
    }
    if (run.doubt) this.tell(id, run.doubt, known);
    if (state === 'absent' && known === undefined) return;
    if (state === 'absent') this.groups.set(key, { ...known!, exists: false, ingress: [] });
    else if (certain && state) this.groups.set(key, after(run, id, known, this.ids));
    else this.groups.set(key, inEachCase(run, id, known, this.ids));
  }

  /** A task about a group whose name is not known may be about each that could be called so. */
  private mayBeAny(run: Run): void {
    const { written, item, state } = run;
    const [first = '', last = ''] = [/^[^{]*/, /[^}]*$/].map((part) => part.exec(written)?.[0]);
    const why = reasonIn(item.fields.name ?? item.fields.group_id);
    for (const [key, group] of this.groups) {
      if (group.isDeleted || !group.id.startsWith(first) || !group.id.endsWith(last)) continue;
      const keepsIngress = state === 'present' && item.fields.purge_rules === false;
      const keepsEgress = state === 'present' && !saysEgress(item);
      const { ingress, egress } = group;
      const weak = {
        ...group,
        exists: group.exists && state === 'present',
        ingress: keepsIngress ? ingress : [],
        egress: keepsEgress ? egress : [],
      };
      this.groups.set(key, weak);
      const isLess = weak.exists !== group.exists || weak.ingress !== ingress || weak.egress !== egress;
      if (isLess && why && ingress.length + egress.length > 0)
        this.tell(group.id, { ...why, at: item, key: item.has('name') ? 'name' : 'group_id' }, group);
    }
  }

  private tell(id: string, doubt: NonNullable<Run['doubt']>, known: Left | undefined): void {
    const { why, at, key, ...details } = doubt;
    const what = `whether group '${id}' is ${known === undefined ? 'created' : 'changed'}`;
    const related = known && [{ message: 'made here', span: known.item.span }];
    this.report(
      'unknown-value',
      at.at(key),
      { what, why },
      { ...details, related: details.related ?? related },
    );
  }
}

function deletedBy({ item }: Run, id: string): Left {
  const isWhole = { ingress: true, egress: true };
  return { id, item, exists: false, isDeleted: true, ingress: [], egress: [], isWhole };
}

/** The group behind a task that makes it, or changes it. */
function after({ item }: Run, id: string, before: Left | undefined, ids: ReadonlySet<string>): Left {
  const ingress = readIngress(item, before?.ingress, before?.isWhole.ingress ?? false, ids);
  const egress = readEgress(item, before?.egress, before?.isWhole.egress ?? false, ids);
  const isWhole = { ingress: ingress.isWhole, egress: egress.isWhole };
  return {
    ...{ id, item: before?.item ?? item, exists: true, isDeleted: false, isWhole },
    ...{ ingress: ingress.rules, egress: egress.rules },
  };
}

/** What holds of a group whether a task runs or not. */
function inEachCase(run: Run, id: string, before: Left | undefined, ids: ReadonlySet<string>): Left {
  const { state, item } = run;
  if (before === undefined) {
    const made = after({ ...run, item: item.silent() }, id, undefined, ids);
    return { ...made, item, exists: false, ingress: [] };
  }
  const changed = after(run, id, before, ids);
  return {
    ...before,
    exists: before.exists && state !== undefined,
    ingress: common(before.ingress, changed.ingress),
    egress: common(before.egress, changed.egress),
    isWhole: {
      ingress: before.isWhole.ingress && changed.isWhole.ingress,
      egress: before.isWhole.egress && changed.isWhole.egress,
    },
  };
}
