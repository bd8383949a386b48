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
import { countersIn, droppedCounter, RuleCounters } from './counters.js';
import { lowerFamily } from './direction.js';
import { dispatchRules } from './dispatch.js';
import { earlyChains } from './early-drop.js';
import { fragmentRules } from './fragments.js';
import { PeerMatches } from './peer-matches.js';
import {
  accept,
  type DraftChain,
  type DraftRule,
  drop,
  type NftChain,
  type NftField,
  type NftHook,
  type NftMapEntry,
  type NftProgram,
  type NftRule,
  type NftVerdict,
  verdictMap,
} from './program.js';
import { refuseChains, refuseRules } from './refuse.js';
import { spellPeers } from './spell.js';

/** Turns a host's ruleset into the chains of one nftables table, whose lookups for a packet do not grow with its rules. */
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
    counters: host.settings.counters ? new RuleCounters() : undefined,
  };
  const chains: DraftChain[] = [...earlyChains(host, lowering.labels, logRules(host.settings))];
  for (const { direction, hook } of hooks) {
    if (host.settings[hook] === 'ignore') continue;
    const below: DraftChain[] = [];
    const verdictOf = (iface: InterfaceRuleset) => lowerInterface(lowering, iface, direction, below);
    const admissions = admissionRules(hook, host);
    const closed = host.interfaces.filter(
      (iface) => !iface.trusted && !letsEverythingThrough(iface[direction]),
    );
    const refuse = { settings: host.settings, interfaces: closed };
    const rules = hookRules(host, hook, admissions.rules, verdictOf, refuseRules(refuse, hook));
    chains.push(
      { name: hook, hook, comment: '', rules },
      ...refuseChains(refuse, hook),
      ...admissions.chains,
      ...below,
    );
  }
  if (host.settings.forward === 'drop') chains.push(forwardChain(host.settings));
  const spelled = assertDistinct('chain', spellPeers(chains));
  return { chains: spelled, counters: countersIn(spelled) };
}

/** What the chains of all interfaces are made with. */
interface Lowering {
  readonly settings: Settings;
  readonly labels: ReadonlyMap<string, string>;
  readonly peers: { readonly ipv4: PeerMatches<number>; readonly ipv6: PeerMatches<bigint> };
  readonly refuse: Refuse;
  readonly counters: RuleCounters | undefined;
}

const hooks = [
  { direction: 'ingress', hook: 'input' },
  { direction: 'egress', hook: 'output' },
] as const;

function hookRules(
  { settings, interfaces }: HostRuleset,
  hook: 'input' | 'output',
  admissions: readonly NftRule[],
  verdictOf: (iface: InterfaceRuleset) => NftVerdict,
  refusing: readonly NftRule[],
): readonly NftRule[] {
  return [
    ...stateRules(settings),
    ...fragmentRules(hook, settings),
    ...admissions,
    ...dispatchRules(interfaces, hook, settings, verdictOf),
    ...logRules(settings),
    ...refusing,
    ...dropRules(settings, hook),
  ];
}

/** Known flows pass by comparisons alone: what a packet looks up while rules are being switched may be gone. */
function stateRules({ established, related, invalid }: Settings): readonly NftRule[] {
  const known = [...(established ? ['established'] : []), ...(related ? ['related'] : [])];
  return [
    ...(known.length > 0 ? [stateRule(known, accept)] : []),
    ...(invalid === 'drop' ? [stateRule(['invalid'], drop)] : []),
  ];
}

function stateRule(states: readonly string[], action: NftVerdict): NftRule {
  return { matches: [{ kind: 'states', states }], action, counter: false, comment: '' };
}

/** What reaches the end of a base chain is dropped there: the policy alone holds a moment later than the rules, when a chain is new. */
function dropRules(settings: Settings, hook: NftHook): readonly NftRule[] {
  const counted = settings.counters
    ? { counts: [droppedCounter(hook)], comment: 'dropped' }
    : { comment: '' };
  return [{ matches: [], action: drop, counter: false, ...counted }];
}

function logRules({ log }: Settings): readonly NftRule[] {
  return log ? [{ matches: [], action: { kind: 'log', ...log }, counter: false, comment: '' }] : [];
}

function forwardChain(settings: Settings): NftChain {
  return {
    name: 'forward',
    hook: 'forward',
    comment: '',
    rules: [...logRules(settings), ...dropRules(settings, 'forward')],
  };
}

function lowerInterface(
  { labels, peers, refuse, counters }: Lowering,
  iface: InterfaceRuleset,
  direction: Direction,
  chains: DraftChain[],
): NftVerdict {
  if (iface.trusted) return accept;
  const ruleset = iface[direction];
  if (letsEverythingThrough(ruleset) && !counters) return accept;
  const name = `${labels.get(iface.id)!}-${direction === 'ingress' ? 'in' : 'out'}`;
  const shared = { prefix: name, direction, ruleset, counters, refuse };
  const v4 = lowerFamily({ ...shared, factored: ruleset.factored.ipv4, peers: peers.ipv4 });
  const v6 = lowerFamily({ ...shared, factored: ruleset.factored.ipv6, peers: peers.ipv6 });
  const rules: readonly DraftRule[] = [
    ...v4.everything,
    ...v6.everything,
    ...portMap(['meta nfproto', 'meta l4proto', 'th dport'], [...v4.ports, ...v6.ports]),
    ...portMap(['meta nfproto', 'meta l4proto'], [...v4.protocols, ...v6.protocols]),
  ];
  const comment = `${direction} of ${iface.id}${rules.length === 0 ? ': nothing is allowed' : ''}`;
  chains.push({ name, comment, rules }, ...v4.chains, ...v6.chains);
  return { kind: 'jump', chain: name };
}

function portMap(fields: readonly NftField[], entries: readonly NftMapEntry[]): readonly NftRule[] {
  return entries.length === 0 ? [] : [verdictMap(fields, entries)];
}

function letsEverythingThrough({ factored }: DirectionRuleset): boolean {
  return (
    isEveryone(factored.ipv4.space, factored.ipv4.everything) &&
    isEveryone(factored.ipv6.space, factored.ipv6.everything)
  );
}
