import {
  type AddressSet,
  addressSet,
  everyAddress,
  noAddresses,
  unionOf,
} from '../../../src/address/address-set.js';
import { parseAddressRange } from '../../../src/address/parse.js';
import {
  type Direction,
  defaultSettings,
  type Group,
  type Rule,
  type Settings,
} from '../../../src/definition/model.js';
import { collect, type Diagnostic } from '../../../src/diagnostics/diagnostic.js';
import type { Span } from '../../../src/diagnostics/source.js';
import type { Allow, InterfaceMatch, InterfacePolicy } from '../../../src/policy/model.js';
import { type NamedSet, NamedSets } from '../../../src/policy/named-sets.js';
import { Optimizer } from '../../../src/ruleset/host-ruleset.js';
import { type IptablesOptions, lowerIptables } from '../../../src/target/iptables/lower.js';
import type { IptablesProgram } from '../../../src/target/iptables/program.js';
import { renderIptables } from '../../../src/target/iptables/render.js';
import { allTraffic, everythingOf, type Traffic } from '../../../src/traffic/traffic.js';

/** `tcp/22`, `tcp/8000-8100`, `icmp/768-800` (cells), `all`, or the number of a protocol. */
export function traffic(text: string): Traffic {
  if (text === 'all') return allTraffic;
  const [name = '', cells] = text.split('/');
  const protocol = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 }[name] ?? Number(name);
  if (cells === undefined) return everythingOf(protocol);
  const [first, last = first] = cells.split('-').map(Number);
  return { protocol, first: first!, last: last! };
}

/** `anywhere`, `ipv4`, `ipv6`, or addresses, prefixes and ranges with spaces between them; nothing is nobody. */
export function peers(text: string): AddressSet {
  const sets = text
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      if (word === 'anywhere') return everyAddress(['ipv4', 'ipv6']);
      if (word === 'ipv4' || word === 'ipv6') return everyAddress([word]);
      const parsed = parseAddressRange(word);
      if (!parsed.ok) throw new Error(parsed.fault.problem);
      return addressSet([parsed.range]);
    });
  return unionOf([noAddresses, ...sets]);
}

/** Nothing is admitted beside the rules. */
export const noBaseline: Settings['baseline'] = {
  neighbourDiscovery: false,
  multicastListener: false,
  dhcpv4: false,
  dhcpv6: false,
  cloud: false,
};

export interface TestRule {
  readonly allow: string;
  readonly peers: string;
  readonly description?: string;
}

export interface TestInterface {
  readonly id: string;
  /** Addresses that tell its packets; without any, its id is its device. */
  readonly addresses?: string;
  readonly trusted?: boolean;
  readonly ingress?: readonly TestRule[];
  readonly egress?: readonly TestRule[];
}

export interface TestHost {
  readonly settings?: Partial<Settings>;
  readonly interfaces?: readonly TestInterface[];
  readonly namedSets?: readonly NamedSet[];
}

export const header = {
  generator: 'secgroup test',
  host: 'web-1',
  target: 'iptables',
  sources: [{ name: 'net.yaml', digest: '0123456789abcdef' }],
};

export function lower(host: TestHost, options: IptablesOptions = { sets: false }): IptablesProgram {
  const { value, diagnostics } = tryToLower(host, options);
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}

export function tryToLower(host: TestHost, options: IptablesOptions = { sets: false }) {
  return collect((report) => lowerIptables(rulesetOf(host), options, report));
}

export function script(host: TestHost, options: IptablesOptions = { sets: false }): string {
  return renderIptables(lower(host, options), { ...header, target: options.sets ? 'ipset' : 'iptables' });
}

export type { Diagnostic };

function rulesetOf({ settings, interfaces = [], namedSets = [] }: TestHost) {
  return new Optimizer().optimize({
    host: { id: 'web-1', name: 'web-1' },
    settings: { ...defaultSettings, ...settings },
    interfaces: interfaces.map(interfacePolicy),
    namedSets: new NamedSets(namedSets),
  });
}

function interfacePolicy({
  id,
  addresses,
  trusted = false,
  ingress = [],
  egress = [],
}: TestInterface): InterfacePolicy {
  const match: InterfaceMatch =
    addresses === undefined
      ? { kind: 'device', device: id }
      : { kind: 'addresses', addresses: peers(addresses) };
  return {
    id,
    match,
    trusted,
    groups: ['web'],
    ingress: allows('ingress', ingress),
    egress: allows('egress', egress),
  };
}

const span: Span = { source: { name: 'net.yaml', text: '' }, offsets: { start: 0, end: 0 } };

function allows(direction: Direction, rules: readonly TestRule[]): readonly Allow[] {
  const definition: readonly Rule[] = rules.map(({ description = '' }) => ({
    direction,
    allow: [],
    peers: [],
    description,
    span,
  }));
  const group: Group = {
    id: 'web',
    name: 'web',
    span,
    description: '',
    tags: new Map(),
    ingress: [],
    egress: [],
    members: noAddresses,
  };
  return rules.map((rule, index) => ({
    traffic: traffic(rule.allow),
    peers: peers(rule.peers),
    origin: { group, rule: definition[index]!, number: index + 1 },
  }));
}
