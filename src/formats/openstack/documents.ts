import type { Report } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/similar-names.js';
import { below, onKey, type Path, type Span } from '../../diagnostics/source.js';
import { type Document, spanAt } from '../../document/document.js';
import { Item, isFields } from '../shared/item.js';
import { type Kind, told, wrapperKeys, wrapperOf } from './kinds.js';
import { asRow } from './rows.js';

/** What all documents together hold, each thing still as it stands in its file; nulls count as absent. */
export type Sections = Readonly<Record<Kind, readonly Item[]>>;

/** Other answers of the API that people keep beside these, and that a firewall does not need. */
const aside: ReadonlySet<string> = new Set([
  ...['networks', 'subnets', 'subnetpools', 'routers', 'floatingips', 'agents', 'extensions', 'quotas'],
  ...['flavors', 'images', 'keypairs', 'volumes', 'projects', 'users', 'trunks', 'rbac_policies'],
  ...['default_security_group_rules', 'network', 'subnet', 'router', 'floatingip', 'trunk'],
]);

/** The first key that a document is known by as an export of OpenStack. */
export function exportKeyOf(value: unknown): Path | undefined {
  if (Array.isArray(value)) {
    const found = told(value[0]);
    return found && [0, found.key];
  }
  if (!isFields(value)) return undefined;
  // Variables of other tools are called so too (`security_group: web`), and are texts.
  const isWrapper = (key: string) => wrapperOf(key) !== undefined && typeof value[key] === 'object';
  const key = Object.keys(value).find(isWrapper) ?? told(value)?.key;
  return key === undefined ? undefined : [key];
}

/** Everything of the kinds read here; what else there is in the documents is reported. */
export function sectionsOf(documents: readonly Document[], report: Report): Sections {
  const sections: Record<Kind, Item[]> = { group: [], rule: [], addressGroup: [], port: [], server: [] };
  for (const document of documents) {
    const { value } = document;
    const span = spanAt(document);
    if (Array.isArray(value)) addRows(value, span, sections, report);
    else if (isFields(value)) addAnswer(new Item(value, span, report), sections);
    else report('unknown-shape', span, { problem: 'this is not an export of OpenStack' });
  }
  return sections;
}

function addRows(rows: readonly unknown[], span: Span, sections: Record<Kind, Item[]>, report: Report): void {
  rows.forEach((row, i) => {
    const place = below(span, i);
    if (isFields(row)) addOne(new Item(row, place, report), sections);
    else report('wrong-type', place, { problem: 'a row of a list has to be an object' });
  });
}

function addOne(item: Item, sections: Record<Kind, Item[]>): void {
  const found = told(item.fields);
  if (found) sections[found.kind].push(found.row ? asRow(withoutNulls(item)) : withoutNulls(item));
  else item.report('unknown-shape', item.span, { problem: 'this is not a known OpenStack document' });
}

function addAnswer(answer: Item, sections: Record<Kind, Item[]>): void {
  if (!Object.keys(answer.fields).some((key) => wrapperOf(key) !== undefined)) {
    addOne(answer, sections);
    return;
  }
  for (const key of Object.keys(answer.fields)) {
    const wrapper = wrapperOf(key);
    if (wrapper === undefined) reportOther(answer, key);
    else
      for (const item of wrapped(answer, key, wrapper.list)) sections[wrapper.kind].push(withoutNulls(item));
  }
}

function wrapped(answer: Item, key: string, list: boolean): readonly Item[] {
  if (list) return answer.items(key);
  const item = answer.item(key);
  return item === undefined ? [] : [item];
}

/** Nothing of an export is left out without a word. */
function reportOther(answer: Item, key: string): void {
  const place = onKey(answer.at(key));
  if (key.endsWith('_links') && wrapperOf(key.slice(0, -'_links'.length)))
    answer.report('incomplete-export', place, { what: `this list of '${key.slice(0, -'_links'.length)}'` });
  else if (aside.has(key)) answer.report('unused-source', place, { holds: `'${key}'` });
  else {
    const problem = `'${key}' is not a known part of an OpenStack export; ignored`;
    answer.report('ignored-value', place, { problem }, { suggestion: didYouMean(key, wrapperKeys) });
  }
}

/**
 * The API writes null for what is not set: such a key has no value, and is there all the same. In a list null stays, where
 * it is of the wrong type.
 */
function withoutNulls({ fields, span, report }: Item): Item {
  return new Item(prune(fields) as Item['fields'], span, report);
}

function prune(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(prune);
  if (!isFields(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, one]) => [key, one === null ? undefined : prune(one)]));
}
