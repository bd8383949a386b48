import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import { plainYaml } from '../../document/dialect.js';
import { textFile } from '../../document/file.js';
import { openDocument } from '../../document/read.js';
import { type Fields, Item, isFields } from '../shared/item.js';
import { ConfigItem } from './config-item.js';

/** Keys of the lists that AWS Config's snapshots, histories and answers hold. */
export const configKeys = ['configurationItems', 'baseConfigurationItems'] as const;

/** The key by which a document is known as one of AWS Config. `Results` are those of a query, if it says so. */
export function configKeyOf(value: unknown): string | undefined {
  if (!isFields(value)) return undefined;
  const key = configKeys.find((one) => Object.hasOwn(value, one));
  return (
    key ?? (Object.hasOwn(value, 'Results') && Object.hasOwn(value, 'QueryInfo') ? 'Results' : undefined)
  );
}

/** What AWS Config says of one resource at one time. */
export interface ConfigRecord {
  readonly type: string;
  readonly item: Item;
  /** Whether it is a row of a query, which may have picked fields. */
  readonly picked: boolean;
}

/** All that a document of AWS Config holds. */
export function recordsIn(output: Item): readonly ConfigRecord[] {
  const config = new ConfigItem(output.fields, output.span, output.report);
  const listed = configKeys.flatMap((key) => config.items(key[0]!.toUpperCase() + key.slice(1)));
  const rows = output.has('Results') && configKeyOf(output.fields) === 'Results' ? rowsOf(output) : [];
  return [
    ...listed.flatMap((item) => recordOf(item, false) ?? []),
    ...rows.flatMap((item) => recordOf(item, true) ?? []),
  ];
}

/** Ids of the groups that a document of AWS Config is about; nothing is said of what is wrong with it. */
export function recordedGroupIds(fields: Fields): readonly string[] {
  const output = new Item(fields, { source: { name: '', text: '' }, path: [] }, () => {});
  const groups = recordsIn(output).filter(({ type }) => type === 'AWS::EC2::SecurityGroup');
  return groups.flatMap(({ item }) => item.peek('ResourceId') ?? []);
}

function recordOf(item: Item, picked: boolean): ConfigRecord | undefined {
  const type = item.requiredText('ResourceType');
  return type === undefined ? undefined : { type, item, picked };
}

function rowsOf(output: Item): readonly Item[] {
  return output.texts('Results').flatMap(({ text, span }) => embedded(text, span, output.report) ?? []);
}

/** The configuration of a resource: an object, or the same as a text. */
export function configurationOf(record: Item): Item | undefined {
  const text = record.peek('Configuration');
  return text === undefined
    ? record.item('Configuration')
    : embedded(text, record.at('Configuration'), record.report);
}

/** JSON within a text. What is said of it points at the text. */
function embedded(text: string, span: Span, report: Report): Item | undefined {
  const here: Report = (code, _, ...rest) => report(code, span, ...rest);
  const document = openDocument(textFile('configuration.json', text), here)?.as(plainYaml, here);
  if (!document) return undefined;
  if (isFields(document.value)) return new ConfigItem(document.value, span, report);
  report('wrong-type', span, { problem: 'this text is not a JSON object' });
  return undefined;
}

export function statusOf({ item }: ConfigRecord): unknown {
  return item.fields.ConfigurationItemStatus;
}

export function isDeleted(record: ConfigRecord): boolean {
  return String(statusOf(record)).startsWith('ResourceDeleted');
}
