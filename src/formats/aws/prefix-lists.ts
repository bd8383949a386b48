import { addressSet } from '../../address/address-set.js';
import type { PrefixList } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { onKey } from '../../diagnostics/source.js';
import type { Item } from '../shared/item.js';
import { type Contents, fill, type ListRecord, readEntries, readListRecords } from './list-records.js';
import { isPage, type Sections } from './sections.js';

export interface KnownList extends PrefixList {
  /** Whether the input says what the list holds, be it nothing. */
  readonly filled: boolean;
}

/** Every prefix list of the input, by its id: names are not unique (fact 15). */
export function readPrefixLists(sections: Sections, report: Report): ReadonlyMap<string, KnownList> {
  const records = readListRecords(sections.lists);
  const unnamed = fillByFileName(sections.entries, records, report);
  fillByElimination(unnamed, [...records.values()].filter(isOpen), report);
  return new Map([...records].map(([id, record]) => [id, toList(record)]));
}

/**
 * The output of get-managed-prefix-list-entries does not say whose entries it holds (fact 29), so people keep it in a
 * file named after the list. What has no such name is handed back.
 */
function fillByFileName(
  outputs: readonly Item[],
  records: Map<string, ListRecord>,
  report: Report,
): readonly Contents[] {
  const unnamed: Contents[] = [];
  const named = new Map<string, Item[]>();
  for (const output of outputs) {
    const id = idInName(output.span.source.name);
    if (id === undefined) unnamed.push(readEntries(output));
    else named.set(id, [...(named.get(id) ?? []), output]);
  }
  for (const [id, ofList] of named) {
    const record = records.get(id) ?? { id, name: id, span: ofList[0]!.span };
    records.set(id, record);
    for (const contents of contentsOf(ofList)) fill(record, contents, report);
  }
  return unnamed;
}

/** Pages of one output add up; whole outputs stand each for itself. */
function contentsOf(outputs: readonly Item[]): readonly Contents[] {
  const all = outputs.map(readEntries);
  if (!outputs.some(isPage)) return all;
  return [{ ranges: all.flatMap(({ ranges }) => ranges), span: all[0]!.span }];
}

/** The one list id in the name of a file or of its folders; none where there are several. */
function idInName(name: string): string | undefined {
  const ids = new Set(name.match(/\bpl-[0-9a-z]+/g));
  return ids.size === 1 ? [...ids][0] : undefined;
}

function isOpen(record: ListRecord): boolean {
  return record.contents === undefined;
}

/** Entries in a file without a list's name belong to the only list of their family that still has none. */
function fillByElimination(unnamed: readonly Contents[], open: readonly ListRecord[], report: Report): void {
  for (const contents of unnamed) {
    const fits = open.filter((record) => mayHold(record, contents));
    const rivals = unnamed.filter(
      (other) => other !== contents && fits.some((record) => mayHold(record, other)),
    );
    const [only] = fits;
    if (only && fits.length === 1 && rivals.length === 0) assume(only, contents, report);
    else reportUnassigned(contents, fits.length, report);
  }
}

/** That there is no other list is no proof: the one meant may not be in the input at all. */
function assume(record: ListRecord, contents: Contents, report: Report): void {
  const { span } = contents;
  const suggestion = `put the list's id into the name of the file, such as ${record.id}.json`;
  report('assumed-list', onKey(span), { name: record.id, file: span.source.name }, { suggestion });
  fill(record, contents, report);
}

function mayHold({ family }: ListRecord, { ranges }: Contents): boolean {
  return ranges.every((range) => family === undefined || range.family === family);
}

function reportUnassigned({ span }: Contents, fits: number, report: Report): void {
  const candidates = fits === 0 ? 'no prefix list without entries fits' : 'they would fit more than one way';
  const suggestion = "put the list's id into the name of the file, such as pl-0123456789abcdef0.json";
  report('unassigned-entries', span, { problem: candidates }, { suggestion });
}

function toList({ id, name, span, maxEntries, contents }: ListRecord): KnownList {
  const addresses = addressSet(contents?.ranges ?? []);
  const filled = contents !== undefined;
  return { id, name, span, addresses, filled, ...(maxEntries !== undefined && { maxEntries }) };
}
