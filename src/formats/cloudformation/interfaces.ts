import type { GroupReference } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import type { Carrier } from '../shared/bare-groups.js';
import { readAddresses } from './addresses.js';
import { groupById, groupByName } from './group-references.js';
import type { Known } from './known.js';
import { listAt } from './properties.js';
import type { Template } from './template.js';
import type { FieldsValue } from './value.js';

/** What interfaces are read with. */
export interface Reading {
  readonly template: Template;
  readonly known: Known;
  readonly report: Report;
}

/** The key of groups by their ids, and the one by their names where there is one. */
export type GroupKeys = readonly [ids: string, names?: string];

/** An interface with the addresses and groups of `value`. Groups that are not known are left out. */
export function readInterface(
  { template, known, report }: Reading,
  value: FieldsValue,
  keys: GroupKeys,
  id: string,
  span: Span,
): Carrier {
  const groups: GroupReference[] = [];
  for (const [i, key] of keys.entries()) {
    const list = key === undefined ? undefined : listAt(template, value, key, report);
    for (const one of list?.kind === 'list' ? list.items : []) {
      const found = i === 0 ? groupById(one, known, report) : groupByName(one, known, report);
      if (found?.id !== undefined) groups.push({ reference: found.id, span: one.span });
    }
  }
  return { id, name: id, addresses: readAddresses(template, value, report), groups, span };
}
