import type { AddressSet } from '../../address/address-set.js';
import { type IntervalSet, isEmpty, type Point } from '../../address/intervals.js';
import { formatPrefix, prefixesOf, type Space } from '../../address/space.js';
import { LOOPBACK } from '../../definition/device.js';
import type { Settings } from '../../definition/model.js';
import type { InterfaceRuleset } from '../../ruleset/host-ruleset.js';
import { MULTICAST_V6, ownerOfMany } from '../to-many.js';
import { fragmentRules } from './fragments.js';
import { DROP_CHAIN, PREFIX } from './names.js';
import { accept, type Chain, drop, type HookName, type Match, type Rule, type Target } from './program.js';

/** A built-in chain that interfaces have rules for, and how its packets tell their interface. */
export interface Hook {
  readonly name: 'INPUT' | 'OUTPUT';
  readonly setting: 'input' | 'output';
  readonly direction: 'ingress' | 'egress';
  /** Whether the device is the one that a packet came in by or the one that it leaves by. */
  readonly device: 'in' | 'out';
  /** Where a packet carries the host's own address, and where the peer's. */
  readonly own: 'source' | 'destination';
  readonly peer: 'source' | 'destination';
}

export const hooks: readonly Hook[] = [
  { name: 'INPUT', setting: 'input', direction: 'ingress', device: 'in', own: 'destination', peer: 'source' },
  {
    name: 'OUTPUT',
    setting: 'output',
    direction: 'egress',
    device: 'out',
    own: 'source',
    peer: 'destination',
  },
];

/** How the addresses of one family are found in what is made for both. */
export interface FamilyAddresses<P extends Point> {
  readonly space: Space<P>;
  readonly addressesOf: (addresses: AddressSet) => IntervalSet<P>;
}

/** The chain that a built-in chain jumps to. It decides on every packet; `unnamed` on those of devices without a name here. */
export function hookChain<P extends Point>(
  family: FamilyAddresses<P>,
  hook: Hook,
  settings: Settings,
  interfaces: readonly InterfaceRuleset[],
  targetOf: (iface: InterfaceRuleset) => Target,
  unnamed: readonly Rule[],
): Chain {
  const rules = [
    ...stateRules(settings),
    ...fragmentRules(hook.name, settings, family.space.family),
    ...(settings.loopback ? [loopbackRule(hook)] : []),
    ...dispatchRules(family, hook, interfaces, targetOf),
    ...unnamed,
    { matches: [], target: refusal(settings), comment: 'no interface of the definition' },
  ];
  return { name: chainOf(hook.name), comment: '', rules };
}

export function chainOf(hook: HookName): string {
  return PREFIX + hook;
}

export function forwardChain(settings: Settings): Chain {
  const rules = [{ matches: [], target: refusal(settings), comment: '' }];
  return { name: chainOf('FORWARD'), comment: 'this host forwards nothing', rules };
}

/** What becomes of a packet that nothing admits. */
export function refusal({ log }: Settings): Target {
  return log ? { kind: 'jump', chain: DROP_CHAIN } : drop;
}

/** Logs what is dropped, no faster than the settings say, and drops it; no chain where nothing is logged. */
export function dropChains({ log }: Settings): readonly Chain[] {
  if (!log) return [];
  return [{ name: DROP_CHAIN, comment: '', rules: [...logRules(log), dropRule] }];
}

export const dropRule: Rule = { matches: [], target: drop, comment: '' };

export function logRules(log: Settings['log']): readonly Rule[] {
  if (!log) return [];
  const { prefix, rate, burst, nflog } = log;
  return [{ matches: [{ kind: 'limit', rate, burst }], target: { kind: 'log', prefix, nflog }, comment: '' }];
}

/** Packets of flows that are known first, which are most; then those of no flow. */
function stateRules({ established, related, invalid }: Settings): readonly Rule[] {
  const known = [
    ...(related ? (['RELATED'] as const) : []),
    ...(established ? (['ESTABLISHED'] as const) : []),
  ];
  const rules: Rule[] = [];
  if (known.length > 0)
    rules.push({ matches: [{ kind: 'state', states: known }], target: accept, comment: '' });
  if (invalid === 'drop')
    rules.push({ matches: [{ kind: 'state', states: ['INVALID'] }], target: drop, comment: '' });
  return rules;
}

function loopbackRule({ device }: Hook): Rule {
  return {
    matches: [{ kind: 'device', direction: device, device: LOOPBACK }],
    target: accept,
    comment: 'loopback',
  };
}

/** By device first: what a named device carries is never looked at by address. */
function dispatchRules<P extends Point>(
  family: FamilyAddresses<P>,
  hook: Hook,
  interfaces: readonly InterfaceRuleset[],
  targetOf: (iface: InterfaceRuleset) => Target,
): readonly Rule[] {
  const rulesOf = (kind: InterfaceRuleset['match']['kind']) =>
    interfaces
      .filter((iface) => iface.match.kind === kind && isPresent(family, iface))
      .flatMap((iface) =>
        ownMatches(family, hook, iface).map((match) => ({
          matches: [match],
          target: targetOf(iface),
          comment: '',
        })),
      );
  return [...rulesOf('device'), ...rulesOf('addresses'), ...manyRules(family.space, interfaces, targetOf)];
}

/** What has no interface's address, since it is for many. */
function manyRules<P extends Point>(
  { family }: Space<P>,
  interfaces: readonly InterfaceRuleset[],
  targetOf: (iface: InterfaceRuleset) => Target,
): readonly Rule[] {
  const owner = ownerOfMany(interfaces, family);
  if (!owner) return [];
  const match: Match =
    family === 'ipv4' ? { kind: 'to-many' } : { kind: 'address', side: 'destination', prefix: MULTICAST_V6 };
  return [{ matches: [match], target: targetOf(owner), comment: `for many, so for ${owner.id}` }];
}

/** Whether any packet of the family can belong to the interface. */
export function isPresent<P extends Point>(
  { addressesOf }: FamilyAddresses<P>,
  { match }: InterfaceRuleset,
): boolean {
  return match.kind === 'device' || !isEmpty(addressesOf(match.addresses));
}

function ownMatches<P extends Point>(
  { space, addressesOf }: FamilyAddresses<P>,
  hook: Hook,
  { match }: InterfaceRuleset,
): readonly Match[] {
  if (match.kind === 'device') return [{ kind: 'device', direction: hook.device, device: match.device }];
  const prefixes = prefixesOf(space, addressesOf(match.addresses));
  return prefixes.map((prefix) => ({ kind: 'address', side: hook.own, prefix: formatPrefix(space, prefix) }));
}
