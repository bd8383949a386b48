import type { Report } from '../../diagnostics/diagnostic.js';
import { onKey } from '../../diagnostics/source.js';
import type { Item } from '../shared/item.js';
import { reportUnread, type UnreadKind } from '../shared/unread.js';
import { type Kind, kindOfKey } from './bare-kinds.js';
import { newest } from './config-history.js';
import { agree, ConfigItem } from './config-item.js';
import { type ConfigRecord, configurationOf, isDeleted, recordsIn, statusOf } from './config-records.js';
import { cutOut } from './queried.js';

/** What is read of AWS Config, and as what. */
const types: ReadonlyMap<string, Kind['key']> = new Map([
  ['AWS::EC2::SecurityGroup', 'SecurityGroups'],
  ['AWS::EC2::Instance', 'Instances'],
  ['AWS::EC2::NetworkInterface', 'NetworkInterfaces'],
  ['AWS::EC2::VPC', 'Vpcs'],
  ['AWS::EC2::Subnet', 'Subnets'],
]);

const missing: UnreadKind = {
  code: 'unread-resources',
  one: 'is not read from AWS Config: what it holds or makes is missing here',
  several: 'are not read from AWS Config: what they hold or make is missing here',
  suggestion: 'add what the describe commands of AWS print of it',
};

const MISSING =
  /^AWS::EC2::(?:PrefixList|LaunchTemplate|EC2Fleet|SpotFleet)$|^AWS::AutoScaling::LaunchConfiguration$/;

/** A resource of AWS Config that is read. */
export interface Recorded {
  readonly kind: Kind;
  readonly item: Item;
}

/** Reads what AWS Config recorded: of each resource what it is today, and nothing of one that is deleted. */
export function readRecorded(outputs: readonly Item[], report: Report): readonly Recorded[] {
  for (const output of outputs) reportRest(output);
  const recorded = outputs.map((output) => ({ output, records: recordsIn(output) }));
  const records = reportOlderSnapshots(recorded, report) ? [] : recorded.flatMap((one) => one.records);
  reportOtherTypes(records, report);
  const known = records.filter(({ type }) => types.has(type));
  const today = new Set(newest(known));
  reportAside(
    known.filter((one) => !today.has(one)),
    'an older item of a resource',
    report,
  );
  reportAside([...today].filter(isDeleted), 'a deleted resource', report);
  reportUnrecorded(
    [...today].filter((one) => !isDeleted(one) && !isRecorded(one)),
    report,
  );
  return [...today].filter(isRecorded).flatMap((one) => readRecord(one) ?? []);
}

interface Snapshot {
  readonly output: Item;
  readonly records: readonly ConfigRecord[];
}

/**
 * Refuses several snapshots of one region of an account. What was deleted between them stands in the older one as if it were still
 * there, and nothing says which that is.
 */
function reportOlderSnapshots(recorded: readonly Snapshot[], report: Report): boolean {
  const first = new Map<string, Item>();
  for (const { output, records } of recorded.filter((one) => one.output.has(SNAPSHOT))) {
    const places = new Set(records.map(placeOf));
    const other = [...places].map((place) => first.get(place)).find((one) => one !== undefined);
    if (other && other.fields[SNAPSHOT] !== output.fields[SNAPSHOT]) {
      const problem =
        'these are two snapshots of one region: what was deleted between them is in the older one still';
      const related = [{ message: 'the other one', span: onKey(other.at(SNAPSHOT)) }];
      const suggestion = 'give the newest alone';
      report('unknown-shape', onKey(output.at(SNAPSHOT)), { problem }, { suggestion, related });
      return true;
    }
    for (const place of places) first.set(place, output);
  }
  return false;
}

const SNAPSHOT = 'configSnapshotId';

function placeOf({ item }: ConfigRecord): string {
  return `${item.peek('AwsAccountId') ?? item.peek('AccountId') ?? ''} ${item.peek('AwsRegion') ?? ''}`;
}

function readRecord({ type, item: record, picked }: ConfigRecord): Recorded | undefined {
  const suggestion = picked ? PICK : undefined;
  const item = configurationOf(record);
  if (!item) {
    const problem = `this item of ${type} has no 'configuration'`;
    if (!record.has('Configuration'))
      record.report('unknown-shape', record.span, { problem }, { suggestion });
    return undefined;
  }
  const kind = kindOfKey(types.get(type)!);
  const cut = cutOut(item, kind, picked ? noKeys : sometimes);
  if (cut) {
    const problem = `this ${cut.what} has no '${cut.item.spelled(cut.key)}': what is missing cannot be told from what is empty`;
    item.report('unknown-shape', cut.item.span, { problem }, { suggestion });
    return undefined;
  }
  return checkRanges(item) ? { kind, item } : undefined;
}

/** What a query has to ask for. */
const PICK = 'ask for all of it: SELECT resourceId, resourceType, configuration WHERE resourceType = …';

const noKeys: ReadonlySet<string> = new Set();

/** Fields that older items of AWS Config do not have at all. */
const sometimes: ReadonlySet<string> = new Set([
  'Ipv6Ranges',
  'PrefixListIds',
  'Ipv6Addresses',
  'CidrBlockAssociationSet',
]);

/** Two lists that differ leave open which one holds. */
function checkRanges(group: Item): boolean {
  const permissions = ['IpPermissions', 'IpPermissionsEgress'].flatMap((key) => group.silent().items(key));
  const odd = permissions.find((one) => one instanceof ConfigItem && !agree(one.written));
  if (odd === undefined) return true;
  const problem = "'ipRanges' and 'ipv4Ranges' do not hold the same";
  group.report('wrong-type', odd.span, { problem });
  return false;
}

/** A query answers without a status, and only what is there. */
function isRecorded(record: ConfigRecord): boolean {
  const status = statusOf(record);
  return status === undefined || /^(?:OK|ResourceDiscovered)$/i.test(String(status));
}

function reportAside([first, ...others]: readonly ConfigRecord[], what: string, report: Report): void {
  if (!first) return;
  const holds = others.length === 0 ? what : `${what}, like ${others.length} more,`;
  report('unused-source', first.item.span, { holds });
}

function reportUnrecorded([first, ...others]: readonly ConfigRecord[], report: Report): void {
  if (!first) return;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const problem = `'${first.item.peek('ResourceId')}'${more} (${statusOf(first)}): AWS Config does not know what it is today; missing here`;
  report('unread-resources', first.item.at('ConfigurationItemStatus'), { problem });
}

/** Other types are reported once: those that may matter each, all others together. */
function reportOtherTypes(records: readonly ConfigRecord[], report: Report): void {
  const others = records.filter(({ type }) => !types.has(type));
  const found = others.map(({ type, item }) => ({
    ...{ type, span: item.at('ResourceType') },
    name: item.peek('ResourceName') || (item.peek('ResourceId') ?? type),
  }));
  reportUnread(
    found.filter(({ type }) => MISSING.test(type)),
    () => missing,
    report,
  );
  const [first, ...rest] = found.filter(({ type }) => !MISSING.test(type));
  if (!first) return;
  const count = new Set([first, ...rest].map(({ type }) => type)).size - 1;
  const more = count === 0 ? '' : ` and ${count} more types`;
  report('unused-source', first.span, { holds: `what AWS Config recorded of ${first.type}${more}` });
}

const besides: ReadonlySet<string> = new Set([
  ...['configurationItems', 'baseConfigurationItems', 'Results', 'QueryInfo', 'fileVersion'],
  ...[
    'configSnapshotId',
    'requestId',
    'unprocessedResourceKeys',
    'nextToken',
    'NextToken',
    'ResponseMetadata',
  ],
]);

/** What an answer says besides its items, and what it lacks. */
function reportRest(output: Item): void {
  for (const key of Object.keys(output.fields).filter((one) => !besides.has(one))) {
    const problem = `'${key}' is not a known part of an export of AWS Config; ignored`;
    output.report('ignored-value', onKey(output.at(key)), { problem });
  }
  for (const key of ['nextToken', 'NextToken'])
    if (output.peek(key))
      output.report('incomplete-export', onKey(output.at(key)), { what: 'this output of AWS Config' });
  const [first, ...others] = output.items('unprocessedResourceKeys');
  if (!first) return;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const problem = `AWS Config has not answered for '${first.peek('resourceId')}'${more}: missing here`;
  output.report('unread-resources', first.span, { problem });
}
