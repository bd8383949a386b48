import type { Report } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/similar-names.js';
import { below, onKey, type Span } from '../../diagnostics/source.js';
import { type Document, spanAt } from '../../document/document.js';
import { Item, isFields } from '../shared/item.js';
import { unwrap } from '../shared/recording.js';
import { type Kind, kindOf } from './bare-kinds.js';
import { readRecorded } from './config-outputs.js';
import { configKeyOf } from './config-records.js';
import { commandBehind, cutOut, leavesOf, wholeOutput } from './queried.js';
import { aside, isRead, keysOf, listedKeyOf, read } from './shape.js';

/** What the tools that write exports put beside an output. */
const accompanying: ReadonlySet<string> = new Set([
  ...['ResponseMetadata', '$metadata', 'NextToken', 'PaginationToken', 'Marker', 'NextMarker'],
  ...['IsTruncated', 'MaxResults'],
]);

/** What all documents together hold, each thing still as it stands in its file. */
export interface Sections {
  readonly groups: readonly Item[];
  readonly rules: readonly Item[];
  readonly interfaces: readonly Item[];
  readonly instances: readonly Item[];
  readonly lists: readonly Item[];
  /** One for each output of get-managed-prefix-list-entries: they do not say which list they belong to (fact 29). */
  readonly entries: readonly Item[];
  readonly vpcs: readonly Item[];
  readonly subnets: readonly Item[];
}

/** An output, or an object that is known by its own fields. */
interface Found {
  readonly item: Item;
  readonly kind?: Kind | undefined;
}

export function sectionsOf(documents: readonly Document[], report: Report): Sections {
  const all = documents.flatMap((document) => foundIn(document, report));
  const config = all.flatMap(({ item }) => (configKeyOf(item.fields) ? item : []));
  const found: readonly Found[] = [...all, ...readRecorded(config, report)];
  const isConfig = new Set(config);
  const outputs = all.flatMap(({ item, kind }) => (kind || isConfig.has(item) ? [] : item));
  const bare = (key: Kind['key']) => found.flatMap(({ item, kind }) => (kind?.key === key ? item : []));
  const under = (key: (typeof read)[number] & Kind['key']): Item[] => [
    ...outputs.flatMap((output) => output.items(key)),
    ...bare(key),
  ];
  return {
    groups: under('SecurityGroups'),
    rules: under('SecurityGroupRules'),
    interfaces: under('NetworkInterfaces'),
    instances: [...under('Reservations').flatMap((one) => one.items('Instances')), ...bare('Instances')],
    lists: under('PrefixLists'),
    entries: outputs.filter((output) => output.has('Entries')),
    vpcs: under('Vpcs'),
    subnets: under('Subnets'),
  };
}

/** What one document holds; nothing of it where a part was cut. */
function foundIn(document: Document, report: Report): readonly Found[] {
  const { value, path: root } = unwrap(document.value);
  if (root.length > 0) reportAround(document, report);
  const found: Found[] = [];
  for (const { value: one, path } of leavesOf(value, root)) {
    const span = spanAt(document, ...path);
    const item = new Item(isFields(one) ? one : {}, span, report);
    const kind = kindOf(item.fields);
    const isOutput = !Array.isArray(value) || listedKeyOf(one) !== undefined;
    if (!isFields(one) || !(kind || isOutput)) return reportApart(value, span, report);
    if (kind && reportCut(item, kind)) return [];
    found.push({ item, kind });
  }
  if (found.length === 0) return reportApart(value, spanAt(document, ...root), report);
  for (const { item, kind } of found) if (!kind && !configKeyOf(item.fields)) reportOutput(item);
  return found;
}

function reportApart(value: unknown, span: Span, report: Report): readonly Found[] {
  const problem = 'this is not the output of an AWS describe command';
  const command = commandBehind(value);
  report('unknown-shape', span, { problem }, { suggestion: command && wholeOutput(command) });
  return [];
}

/** Tells what `--query` has cut out of an object, if it has. */
function reportCut(item: Item, kind: Kind): boolean {
  const suggestion = wholeOutput(kind.command);
  if (kind.key === 'IpPermissions') {
    const problem = 'this permission does not say of which group it is, and in which direction';
    item.report('unknown-shape', item.span, { problem }, { suggestion });
    return true;
  }
  const cut = cutOut(item, kind);
  if (!cut) return false;
  const problem = `this ${cut.what} has no '${cut.key}': what \`--query\` cuts out cannot be told from what is empty`;
  item.report('unknown-shape', cut.item.span, { problem }, { suggestion });
  return true;
}

function reportOutput(output: Item): void {
  reportOthers(output);
  reportPage(output);
}

/** What a recording holds beside its status and output. */
function reportAround({ source, value }: Document, report: Report): void {
  for (const key of keysOf(value)) {
    if (key === 'status_code' || key === 'data' || accompanying.has(key)) continue;
    const problem = `'${key}' is not a known part of a recording; ignored`;
    report('ignored-value', { source, path: [key], onKey: true }, { problem });
  }
}

/** Nothing of an export is left out without a word. */
function reportOthers({ fields, span, report }: Item): void {
  for (const key of Object.keys(fields)) {
    const place = onKey(below(span, key));
    if (aside.has(key)) report('unused-source', place, { holds: `'${key}'` });
    else if (!isRead(key) && !accompanying.has(key)) {
      const problem = `'${key}' is not a known part of an AWS export; ignored`;
      report('ignored-value', place, { problem }, { suggestion: didYouMean(key, read) });
    }
  }
}

function reportPage(output: Item): void {
  if (!isPage(output)) return;
  const key = read.find((one) => output.has(one));
  if (key)
    output.report('incomplete-export', onKey(output.at('NextToken')), { what: `this output of '${key}'` });
}

/** Whether more of the same output follows elsewhere. */
export function isPage(output: Item): boolean {
  return (output.peek('NextToken') ?? '') !== '';
}
