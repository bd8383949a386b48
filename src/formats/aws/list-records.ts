import type { AddressRange } from '../../address/parse.js';
import type { Family } from '../../address/space.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import type { Item } from '../shared/item.js';
import { readId } from '../shared/names.js';
import { label, readPrefix } from '../shared/prefix.js';

/** One prefix list, gathered from every output that says something about it. */
export interface ListRecord {
  readonly id: string;
  name: string;
  readonly span: Span;
  family?: Family;
  maxEntries?: number;
  /** What it holds; absent where no output says, which is not the same as holding nothing. */
  contents?: Contents;
}

export interface Contents {
  readonly ranges: readonly AddressRange[];
  readonly span: Span;
}

/** Reads `describe-managed-prefix-lists` (what there is) and `describe-prefix-lists` (with `Cidrs`), which share a key. */
export function readListRecords(items: readonly Item[]): Map<string, ListRecord> {
  const records = new Map<string, ListRecord>();
  for (const item of items) {
    const id = readId(item, 'PrefixListId', 'prefix list');
    if (id === undefined) continue;
    const record = records.get(id) ?? { id, name: id, span: item.at('PrefixListId') };
    records.set(id, record);
    readInto(record, item);
  }
  return records;
}

function readInto(record: ListRecord, item: Item): void {
  const name = item.text('PrefixListName');
  const maxEntries = item.integer('MaxEntries');
  const family = readFamily(item);
  if (name) record.name = name;
  if (maxEntries !== undefined) record.maxEntries = maxEntries;
  if (family !== undefined) record.family = family;
  if (item.has('Cidrs')) fill(record, readCidrs(item), item.report);
}

function readFamily(item: Item): Family | undefined {
  const text = item.text('AddressFamily')?.toLowerCase();
  if (text === undefined || text === 'ipv4' || text === 'ipv6') return text;
  const problem = `'AddressFamily' is '${text}' where IPv4 or IPv6 is expected`;
  item.report('wrong-type', item.at('AddressFamily'), { problem });
  return undefined;
}

function readCidrs(item: Item): Contents {
  const ranges = item.texts('Cidrs').flatMap(({ text, span }) => readPrefix(text, span, item.report) ?? []);
  return { ranges, span: item.at('Cidrs') };
}

/** Reads the output of `get-managed-prefix-list-entries`. */
export function readEntries(output: Item): Contents {
  const ranges = output.items('Entries').flatMap((entry) => {
    const text = entry.requiredText('Cidr');
    return text === undefined ? [] : (readPrefix(text, entry.at('Cidr'), output.report) ?? []);
  });
  return { ranges, span: output.at('Entries') };
}

/** Gives a list its contents. Twice the same is no harm; two different ones leave open which is the latest (fact 15). */
export function fill(record: ListRecord, contents: Contents, report: Report): void {
  const first = record.contents;
  if (first === undefined) {
    record.contents = contents;
    reportFamily(record, contents, report);
  } else if (fingerprint(first) !== fingerprint(contents)) {
    const related = [{ message: 'first contents', span: first.span }];
    report('duplicate', contents.span, { kind: 'prefix list', name: record.id }, { related });
  }
}

/** A prefix list holds one family (fact 15). */
function reportFamily(record: ListRecord, { ranges, span }: Contents, report: Report): void {
  const family = record.family ?? ranges[0]?.family;
  const other = ranges.find((range) => range.family !== family);
  if (family === undefined || other === undefined) return;
  const problem = `prefix list '${record.id}' is ${label(family)} but holds ${label(other.family)} prefixes`;
  report('family-mismatch', span, { problem });
}

function fingerprint({ ranges }: Contents): string {
  const spelled = ranges.map(({ family, start, end }) => `${family} ${start} ${end}`);
  return [...new Set(spelled)].sort().join();
}
