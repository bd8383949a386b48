import type { Report } from '../../diagnostics/diagnostic.js';
import { below, onKey, type Path } from '../../diagnostics/source.js';
import { didYouMean } from '../../diagnostics/suggest.js';
import { type Document, spanAt } from '../../document/document.js';
import { Item, isFields } from '../shared/item.js';
import { unwrap } from '../shared/recording.js';

/** Keys of the outputs that groups, hosts, prefix lists and resolvers are read from. */
const read = [
  'SecurityGroups',
  'SecurityGroupRules',
  'NetworkInterfaces',
  'Reservations',
  'PrefixLists',
  'Entries',
  'Vpcs',
  'Subnets',
] as const;

/** Keys of other describe outputs that people keep beside them, and that a firewall does not need. */
const aside: ReadonlySet<string> = new Set([
  ...['RouteTables', 'NetworkAcls', 'DhcpOptions', 'FlowLogs', 'Addresses'],
  ...['InternetGateways', 'EgressOnlyInternetGateways', 'NatGateways', 'CustomerGateways', 'VpnGateways'],
  ...[
    'VpnConnections',
    'VpcEndpoints',
    'VpcPeeringConnections',
    'TransitGateways',
    'TransitGatewayAttachments',
  ],
  ...['TransitGatewayRouteTables', 'TransitGatewayVpcAttachments', 'SecurityGroupVpcAssociations'],
  ...['SecurityGroupReferenceSet', 'StaleSecurityGroupSet', 'SecurityGroupForVpcs', 'PrefixListAssociations'],
  ...['Regions', 'AvailabilityZones', 'AccountAttributes', 'KeyPairs', 'Images', 'Volumes', 'Snapshots'],
  ...['InstanceStatuses', 'LaunchTemplates', 'LoadBalancers', 'LoadBalancerDescriptions', 'TargetGroups'],
  ...['DBInstances', 'DBClusters', 'CacheClusters'],
]);

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
  readonly reservations: readonly Item[];
  readonly lists: readonly Item[];
  /** One for each output of get-managed-prefix-list-entries: they do not say which list they belong to (fact 29). */
  readonly entries: readonly Item[];
  readonly vpcs: readonly Item[];
  readonly subnets: readonly Item[];
}

/** Whether a document is the output of an AWS describe command, bare or recorded with its status. */
export function isAws(value: unknown): boolean {
  return awsKeyOf(value) !== undefined;
}

/** The first key that a document is known by as one of AWS. */
export function awsKeyOf(value: unknown): Path | undefined {
  const { value: output, path } = unwrap(value);
  const key = keysOf(output).find((one) => isRead(one) || aside.has(one));
  return key === undefined ? undefined : [...path, key];
}

/** Whether an output holds nothing that is read, as that of `describe-subnets`. */
export function isAsideOutput(value: unknown): boolean {
  return !keysOf(unwrap(value).value).some(isRead);
}

/** Ids of the groups that an output describes, as far as they are texts. */
export function awsGroupIdsOf(value: unknown): readonly string[] {
  const { value: output } = unwrap(value);
  const lists = ['SecurityGroups', 'SecurityGroupRules'].map((key) => (isFields(output) ? output[key] : []));
  return lists.flatMap((list) =>
    Array.isArray(list) ? list.flatMap((one) => (typeof one?.GroupId === 'string' ? [one.GroupId] : [])) : [],
  );
}

function keysOf(value: unknown): readonly string[] {
  return isFields(value) ? Object.keys(value) : [];
}

function isRead(key: string): boolean {
  return (read as readonly string[]).includes(key);
}

export function sectionsOf(documents: readonly Document[], report: Report): Sections {
  const outputs = documents.flatMap((document) => outputOf(document, report) ?? []);
  const all = (key: (typeof read)[number]): Item[] => outputs.flatMap((output) => output.items(key));
  return {
    groups: all('SecurityGroups'),
    rules: all('SecurityGroupRules'),
    interfaces: all('NetworkInterfaces'),
    reservations: all('Reservations'),
    lists: all('PrefixLists'),
    entries: outputs.filter((output) => output.has('Entries')),
    vpcs: all('Vpcs'),
    subnets: all('Subnets'),
  };
}

function outputOf(document: Document, report: Report): Item | undefined {
  const { value, path } = unwrap(document.value);
  const span = spanAt(document, ...path);
  if (!isFields(value)) {
    report('unknown-shape', span, { problem: 'this is not the output of an AWS describe command' });
    return undefined;
  }
  const output = new Item(value, span, report);
  if (path.length > 0) reportAround(document, report);
  reportOthers(output);
  reportPage(output);
  return output;
}

/** What a recording holds beside its status and output. */
function reportAround({ source, value }: Document, report: Report): void {
  for (const key of keysOf(value)) {
    if (key === 'status_code' || key === 'data' || accompanying.has(key)) continue;
    const problem = `'${key}' is no part of a recording known here; left aside`;
    report('ignored-value', { source, path: [key], onKey: true }, { problem });
  }
}

/** Nothing of an export is left out without a word. */
function reportOthers({ fields, span, report }: Item): void {
  for (const key of Object.keys(fields)) {
    const place = onKey(below(span, key));
    if (aside.has(key)) report('unused-source', place, { holds: `'${key}'` });
    else if (!isRead(key) && !accompanying.has(key)) {
      const problem = `'${key}' is no part of an AWS export known here; left aside`;
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
