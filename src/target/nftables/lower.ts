import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import type { Direction, Settings } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { isEveryone } from '../../ruleset/factored.js';
import type { DirectionRuleset, HostRuleset, InterfaceRuleset } from '../../ruleset/host-ruleset.js';
import { assertDistinct } from '../distinct.js';
import { interfaceLabels } from '../labels.js';
import { type Refuse, refuseExtensionHeaders } from '../refuse.js';
import { SetNames } from '../sets.js';
import { admissionRules } from './admission.js';
import { lowerFamily } from './direction.js';
import { dispatchRules } from './dispatch.js';
import { earlyChains } from './early-drop.js';
import { fragmentRules } from './fragments.js';
import { PeerMatches } from './peers.js';
import {
  accept,
  drop,
  type NftChain,
  type NftField,
  type NftMapEntry,
  type NftProgram,
  type NftRule,
  type NftVerdict,
} from './program.js';

/** Turns a host's ruleset into the chains and sets of one nftables table, whose lookups for a packet do not grow with its rules. */
export function lowerNftables(host: HostRuleset, report: Report): NftProgram {
  const peers = {
    ipv4: new PeerMatches(ipv4, new SetNames(ipv4, host.namedSets)),
    ipv6: new PeerMatches(ipv6, new SetNames(ipv6, host.namedSets)),
  };
  const lowering: Lowering = {
    settings: host.settings,
    labels: interfaceLabels(host.interfaces.map(({ id }) => id)),
    peers,
    refuse: refuseExtensionHeaders('nftables', report),
  };
  const chains: NftChain[] = [...earlyChains(host, lowering.labels, logRules(host.settings))];
  for (const { direction, hook } of hooks) {
    if (host.settings[hook] === 'ignore') continue;
    const below: NftChain[] = [];
    const verdictOf = (one: InterfaceRuleset) => lowerInterface(lowering, one, direction, below);
    const admissions = admissionRules(hook, host);
    const rules = hookRules(host, hook, admissions.rules, verdictOf);
    chains.push({ name: hook, hook, comment: '', rules }, ...admissions.chains, ...below);
  }
  if (host.settings.forward === 'drop') chains.push(forwardChain(host.settings));
  const sets = [...peers.ipv4.sets, ...peers.ipv6.sets];
  return { sets: assertDistinct('set', sets), chains: assertDistinct('chain', chains) };
}

/** What the chains of all interfaces are made with. */
interface Lowering {
  readonly settings: Settings;
  readonly labels: ReadonlyMap<string, string>;
  readonly peers: { readonly ipv4: PeerMatches<number>; readonly ipv6: PeerMatches<bigint> };
  readonly refuse: Refuse;
}

const hooks = [
  { direction: 'ingress', hook: 'input' },
  { direction: 'egress', hook: 'output' },
] as const;

function hookRules(
  { settings, interfaces }: HostRuleset,
  hook: 'input' | 'output',
  admissions: readonly NftRule[],
  verdictOf: (one: InterfaceRuleset) => NftVerdict,
): readonly NftRule[] {
  return [
    ...stateRules(settings),
    ...fragmentRules(hook, settings),
    ...admissions,
    ...dispatchRules(interfaces, hook, settings, verdictOf),
    ...tailRules(settings),
  ];
}

/** One look at the state of the connection decides most packets. */
function stateRules({ established, related, invalid }: Settings): readonly NftRule[] {
  const entry = (key: string, verdict: NftVerdict): NftMapEntry => ({ key, verdict, comment: '' });
  const entries = [
    ...(established ? [entry('established', accept)] : []),
    ...(related ? [entry('related', accept)] : []),
    ...(invalid === 'drop' ? [entry('invalid', drop)] : []),
  ];
  if (entries.length === 0) return [];
  return [
    { matches: [], action: { kind: 'map', fields: ['ct state'], entries }, counter: false, comment: '' },
  ];
}

/** What reaches the end of a base chain is dropped by its policy; it can be logged and counted before. */
function tailRules(settings: Settings): readonly NftRule[] {
  const counting: readonly NftRule[] = settings.counters
    ? [{ matches: [], action: { kind: 'none' }, counter: true, comment: 'dropped' }]
    : [];
  return [...logRules(settings), ...counting];
}

function logRules({ log }: Settings): readonly NftRule[] {
  return log ? [{ matches: [], action: { kind: 'log', ...log }, counter: false, comment: '' }] : [];
}

function forwardChain(settings: Settings): NftChain {
  return { name: 'forward', hook: 'forward', comment: '', rules: tailRules(settings) };
}

function lowerInterface(
  { settings, labels, peers, refuse }: Lowering,
  one: InterfaceRuleset,
  direction: Direction,
  chains: NftChain[],
): NftVerdict {
  if (one.trusted) return accept;
  const ruleset = one[direction];
  if (letsEverythingThrough(ruleset) && !settings.counters) return accept;
  const name = `${labels.get(one.id)!}-${direction === 'ingress' ? 'in' : 'out'}`;
  const shared = { prefix: name, direction, ruleset, counters: settings.counters, refuse };
  const v4 = lowerFamily({ ...shared, factored: ruleset.factored.ipv4, peers: peers.ipv4 });
  const v6 = lowerFamily({ ...shared, factored: ruleset.factored.ipv6, peers: peers.ipv6 });
  const rules = [
    ...v4.everything,
    ...v6.everything,
    ...mapRule(['meta nfproto', 'meta l4proto', 'th dport'], [...v4.ports, ...v6.ports]),
    ...mapRule(['meta nfproto', 'meta l4proto'], [...v4.protocols, ...v6.protocols]),
  ];
  const comment = `${direction} of ${one.id}${rules.length === 0 ? ': nothing is allowed' : ''}`;
  chains.push({ name, comment, rules }, ...v4.chains, ...v6.chains);
  return { kind: 'jump', chain: name };
}

function mapRule(fields: readonly NftField[], entries: readonly NftMapEntry[]): readonly NftRule[] {
  if (entries.length === 0) return [];
  return [{ matches: [], action: { kind: 'map', fields, entries }, counter: false, comment: '' }];
}

function letsEverythingThrough({ factored }: DirectionRuleset): boolean {
  return (
    isEveryone(factored.ipv4.space, factored.ipv4.everything) &&
    isEveryone(factored.ipv6.space, factored.ipv6.everything)
  );
}
