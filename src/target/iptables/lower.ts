import type { Point } from '../../address/intervals.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { type FactoredRuleset, isEveryone, peersOfEntries } from '../../ruleset/factored.js';
import type { DirectionRuleset, HostRuleset, InterfaceRuleset } from '../../ruleset/host-ruleset.js';
import { assertDistinct } from '../distinct.js';
import { interfaceLabels } from '../labels.js';
import { type Refuse, refuseExtensionHeaders } from '../refuse.js';
import type { XtablesKind } from '../target.js';
import { admissionRules } from './admission.js';
import { earlyChains } from './early-drop.js';
import {
  dropChains,
  type FamilyAddresses,
  forwardChain,
  type Hook,
  hookChain,
  hooks,
  isPresent,
  refusal,
} from './hook.js';
import { interfaceChains } from './interface.js';
import { Ipsets } from './ipsets.js';
import { chainName, LABEL_LENGTH, PREFIX, TREE_LABEL_LENGTH } from './names.js';
import { PeerTrees } from './peer-trees.js';
import { type PeerMatches, type PortsMatches, peerMatches } from './peer-use.js';
import { accept, type Chain, type HookName, type IptablesProgram, type Target } from './program.js';
import { refuseChain, refuseTarget } from './refuse.js';
import { type TreeShapes, treeShapes } from './tree.js';

export interface IptablesOptions {
  /** Peers live in ipsets, rather than each in a rule of its own. */
  readonly sets: boolean;
  /** Absent: what the system calls `iptables`. */
  readonly xtables?: XtablesKind | undefined;
  /** How many rules a chain of a tree ends in. */
  readonly run?: number | undefined;
}

/** Turns a host's ruleset into chains of iptables and ip6tables, and the ipsets they look into. */
export function lowerIptables(host: HostRuleset, options: IptablesOptions, report: Report): IptablesProgram {
  const target = options.sets ? 'ipset' : 'iptables';
  const ipsets = new Ipsets(host.namedSets);
  const matches = options.sets ? peerMatches((use) => ipsets.matches(use)) : peerMatches();
  const ids = host.interfaces.map(({ id }) => id);
  const shapes = treeShapes(options.xtables, options.run);
  const lowering: Lowering = {
    host,
    labels: interfaceLabels(ids, LABEL_LENGTH),
    treeLabels: interfaceLabels(ids, TREE_LABEL_LENGTH),
    shapes,
    trees: new PeerTrees(shapes),
    matches,
    portsMatches: options.sets ? (use) => ipsets.matchesOfPorts(use) : undefined,
    isAlone: aloneAmong(host),
    refuse: refuseExtensionHeaders(target, report),
  };
  const chains = { ipv4: familyChains(lowering, v4), ipv6: familyChains(lowering, v6) };
  return {
    target,
    xtables: options.xtables ?? 'default',
    hooks: hooksOf(host),
    ...chains,
    early: { ipv4: earlyOf(lowering, v4), ipv6: earlyOf(lowering, v6) },
    sets: ipsets.sets,
  };
}

interface Lowering {
  readonly host: HostRuleset;
  readonly labels: ReadonlyMap<string, string>;
  readonly treeLabels: ReadonlyMap<string, string>;
  readonly shapes: TreeShapes;
  readonly trees: PeerTrees;
  readonly matches: PeerMatches;
  readonly portsMatches: PortsMatches | undefined;
  readonly isAlone: (peers: object) => boolean;
  readonly refuse: Refuse;
}

/** Tells the peers that one entry of the host has to itself. Equal peers are one object. */
function aloneAmong({ interfaces }: HostRuleset): (peers: object) => boolean {
  const uses = new Map<object, number>();
  for (const { factored } of interfaces.flatMap(({ ingress, egress }) => [ingress, egress]))
    for (const peers of [...peersOfEntries(factored.ipv4), ...peersOfEntries(factored.ipv6)])
      uses.set(peers, (uses.get(peers) ?? 0) + 1);
  return (peers) => uses.get(peers) === 1;
}

interface FamilyView<P extends Point> extends FamilyAddresses<P> {
  readonly factoredOf: (ruleset: DirectionRuleset) => FactoredRuleset<P>;
}

const v4: FamilyView<number> = {
  space: ipv4,
  addressesOf: (addresses) => addresses.ipv4,
  factoredOf: ({ factored }) => factored.ipv4,
};

const v6: FamilyView<bigint> = {
  space: ipv6,
  addressesOf: (addresses) => addresses.ipv6,
  factoredOf: ({ factored }) => factored.ipv6,
};

function hooksOf({ settings }: HostRuleset): readonly HookName[] {
  const names: HookName[] = hooks
    .filter(({ setting }) => settings[setting] === 'drop')
    .map(({ name }) => name);
  return settings.forward === 'drop' ? [...names, 'FORWARD'] : names;
}

function earlyOf<P extends Point>(
  { host, labels, shapes }: Lowering,
  family: FamilyView<P>,
): readonly Chain[] {
  return assertDistinct('chain', earlyChains(family, host, labels, shapes.ports));
}

function familyChains<P extends Point>(lowering: Lowering, family: FamilyView<P>): readonly Chain[] {
  const { settings } = lowering.host;
  const chains = [
    ...hooks.flatMap((hook) => (settings[hook.setting] === 'drop' ? lowerHook(lowering, family, hook) : [])),
    ...(settings.forward === 'drop' ? [forwardChain(settings)] : []),
  ];
  return assertDistinct('chain', chains.length === 0 ? [] : [...chains, ...dropChains(settings)]);
}

function lowerHook<P extends Point>(lowering: Lowering, family: FamilyView<P>, hook: Hook): readonly Chain[] {
  const { settings, interfaces } = lowering.host;
  const placeOf = ({ id }: InterfaceRuleset) =>
    `${lowering.labels.get(id)!}-${hook.direction === 'ingress' ? 'in' : 'out'}`;
  const targetOf = (iface: InterfaceRuleset): Target =>
    iface.trusted ? accept : { kind: 'jump', chain: chainName(PREFIX + placeOf(iface)) };
  const filtered = interfaces.filter((iface) => !iface.trusted && isPresent(family, iface));
  const admissions = admissionRules(hook, lowering.host, family.space.family);
  const isClosed = (iface: InterfaceRuleset) =>
    !isEveryone(family.space, family.factoredOf(iface[hook.direction]).everything);
  const isAsked = admissions.ofUnnamed.length > 0 || filtered.some(isClosed);
  const isAnswered = settings.refuse === 'reject' && filtered.some(isClosed);
  return [
    hookChain(family, hook, settings, interfaces, targetOf, admissions.ofUnnamed),
    ...(isAsked ? admissions.chains : []),
    ...(isAnswered ? [refuseChain(hook, settings, family.space.family)] : []),
    ...filtered.flatMap((iface) =>
      interfaceChains({
        place: placeOf(iface),
        treePlace: `${lowering.treeLabels.get(iface.id)!}:${hook.direction === 'ingress' ? 'i' : 'o'}`,
        comment: `${hook.direction} of ${iface.id}`,
        side: hook.peer,
        ruleset: iface[hook.direction],
        factored: family.factoredOf(iface[hook.direction]),
        matches: lowering.matches,
        portsMatches: lowering.portsMatches,
        isAlone: lowering.isAlone,
        trees: lowering.trees,
        shapes: lowering.shapes,
        admissions: admissions.ofInterface,
        refusal: isAnswered ? refuseTarget(hook) : refusal(settings),
        refuse: lowering.refuse,
      }),
    ),
  ];
}
