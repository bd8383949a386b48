import type { Report } from '../../diagnostics/diagnostic.js';
import { onKey } from '../../diagnostics/source.js';
import { type Document, spanAt } from '../../document/document.js';
import { Item, isFields } from './item.js';

/** Keys of the outputs that groups, hosts and prefix lists are read from. */
const read = [
  'SecurityGroups',
  'SecurityGroupRules',
  'NetworkInterfaces',
  'Reservations',
  'PrefixLists',
  'Entries',
] as const;

/** Keys of other describe outputs that people keep beside them, and that a firewall does not need. */
const aside: ReadonlySet<string> = new Set([
  ...['Vpcs', 'Subnets', 'RouteTables', 'NetworkAcls', 'DhcpOptions', 'FlowLogs', 'Addresses'],
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

/** What all documents together hold, each thing still as it stands in its file. */
export interface Sections {
  readonly groups: readonly Item[];
  readonly rules: readonly Item[];
  readonly interfaces: readonly Item[];
  readonly reservations: readonly Item[];
  readonly lists: readonly Item[];
  /** One for each output of get-managed-prefix-list-entries: they do not say which list they belong to (fact 29). */
  readonly entries: readonly Item[];
}

/** Whether a document is the output of an AWS describe command, bare or recorded with its status. */
export function isAws(value: unknown): boolean {
  const output = unwrap(value).value;
  return (
    isFields(output) && (read.some((key) => Object.hasOwn(output, key)) || asideKey(output) !== undefined)
  );
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
  reportAside(output);
  reportPage(output);
  return output;
}

/** Recordings of API calls keep the output under `data`, beside `status_code` (fact 28). */
function unwrap(value: unknown): { readonly value: unknown; readonly path: readonly string[] } {
  const recorded = isFields(value) && Object.hasOwn(value, 'status_code') && Object.hasOwn(value, 'data');
  return recorded ? { value: value.data, path: ['data'] } : { value, path: [] };
}

function asideKey(output: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(output).find((key) => aside.has(key));
}

function reportAside(output: Item): void {
  const key = asideKey(output.fields);
  if (key !== undefined) output.report('unused-source', onKey(output.at(key)), { holds: `'${key}'` });
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
