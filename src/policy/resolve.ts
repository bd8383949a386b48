import { hasNoAddress } from '../address/address-set.js';
import { LOOPBACK } from '../definition/device.js';
import {
  type Direction,
  defaultSettings,
  type Group,
  type Host,
  type Interface,
  type Settings,
} from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { below, onKey, type Span } from '../diagnostics/source.js';
import { type Linked, linkedRule, plainRule } from './link.js';
import type { Allow, InterfaceMatch, InterfacePolicy, Policy } from './model.js';
import { type NamedSet, NamedSets } from './named-sets.js';
import { originOf } from './origin.js';
import { RangeAllow } from './range-allow.js';
import { rescueGroups, rescuePolicy } from './rescue.js';
import { reportSharedAddresses } from './shared-addresses.js';

/** Resolves the hosts of a definition. What several of them have is worked out once, and is then one object. */
export class Resolver {
  readonly #linked: Linked;
  readonly #namedSets: NamedSets;
  /** By direction and groups: hosts of a fleet carry few different sets of groups. */
  readonly #allows = new Map<string, readonly Allow[]>();

  constructor(linked: Linked) {
    this.#linked = linked;
    this.#namedSets = namedSetsOf(linked);
  }

  /** One host: its interfaces with all that their groups allow, as addresses. */
  resolve(host: Host, report: Report): Policy {
    const settings = settingsOf(host, this.#linked);
    reportIgnoredHooks(host, settings, report);
    reportForward(host, this.#linked, report);
    reportEarlyDrop(host, settings, report);
    reportUnanswered(host, settings, this.#linked, report);
    reportSharedAddresses(host, report);
    reportLoopback(host, settings, report);
    return {
      host: { id: host.id, name: host.name },
      settings,
      interfaces: host.interfaces.map((iface) => this.#interface(iface, report)),
      namedSets: this.#namedSets,
    };
  }

  /** What holds where that cannot be loaded. Nothing is reported: `resolve` has said it of the host. */
  rescue(host: Host): Policy {
    const policy = this.resolve(host, () => undefined);
    const { rescue } = policy.settings;
    const groups = rescue && rescueGroups(this.#linked.groups, rescue);
    return rescuePolicy(policy, groups && this.#allowsOf(groups, 'ingress'));
  }

  #interface(iface: Interface, report: Report): InterfacePolicy {
    const groups = this.#linked.groupsOf.get(iface) ?? [];
    return {
      id: iface.id,
      match: matchOf(iface, report),
      trusted: iface.trusted,
      ingress: this.#allowsOf(groups, 'ingress'),
      egress: this.#allowsOf(groups, 'egress'),
      groups: groups.map(({ id }) => id),
    };
  }

  #allowsOf(groups: readonly Group[], direction: Direction): readonly Allow[] {
    const key = JSON.stringify([direction, ...groups.map(({ id }) => id)]);
    const known = this.#allows.get(key);
    if (known) return known;
    const allows: Allow[] = [];
    for (const group of groups) addAllows(allows, this.#linked, group, direction);
    this.#allows.set(key, allows);
    return allows;
  }
}

/**
 * A host's own settings, over the definition's defaults, over the defaults of the language. An answer to what is refused belongs to the
 * flow that it refuses, so a host that lets nothing related out gives none.
 */
function settingsOf(host: Host, { definition }: Linked): Settings {
  const defaults = definition.defaults?.settings ?? {};
  const baseline = {
    ...defaultSettings.baseline,
    cloud: host.cloud,
    ...defaults.baseline,
    ...host.settings.baseline,
  };
  const settings = { ...defaultSettings, ...defaults, ...host.settings, baseline };
  return { ...settings, refuse: settings.related ? settings.refuse : 'drop' };
}

function matchOf(iface: Interface, report: Report): InterfaceMatch {
  if (iface.device !== undefined) return { kind: 'device', device: iface.device };
  if (hasNoAddress(iface.addresses)) {
    const suggestion = `name its device: --device ${iface.id}=DEVICE`;
    report('interface-without-match', iface.span, { name: iface.id }, { suggestion });
  }
  return { kind: 'addresses', addresses: iface.addresses };
}

/** What the rules of a group allow, one by one and in their order. Rules that match nobody are absent. */
export function allowsOf(linked: Linked, group: Group, direction: Direction): readonly Allow[] {
  const allows: Allow[] = [];
  addAllows(allows, linked, group, direction);
  return allows;
}

function addAllows(allows: Allow[], linked: Linked, group: Group, direction: Direction): void {
  for (const [index, rule] of group[direction].entries()) {
    const plain = plainRule(rule);
    if (plain) {
      for (const one of plain.traffic) allows.push(new RangeAllow(one, group, rule, index));
      continue;
    }
    const { traffic, peers } = linkedRule(linked, rule);
    if (hasNoAddress(peers)) continue;
    const origin = originOf(group, rule, index);
    for (const one of traffic) allows.push({ traffic: one, peers, origin });
  }
}

function namedSetsOf({ definition, groups, membersOf }: Linked): NamedSets {
  return new NamedSets([
    ...groups.nodes.map(
      (group): NamedSet => ({ kind: 'group', name: group.name, addresses: membersOf.get(group)! }),
    ),
    ...definition.prefixLists.map(({ name, addresses }): NamedSet => ({ kind: 'list', name, addresses })),
  ]);
}

function reportIgnoredHooks(host: Host, { input, output }: Settings, report: Report): void {
  if (input === 'ignore') report('hook-ignored', host.span, { host: host.id, direction: 'input' });
  if (output === 'ignore') report('hook-ignored', host.span, { host: host.id, direction: 'output' });
}

/** Translated ports meet no rule of ours (a packet to one never comes to the input hook); said where the setting stands. */
function reportForward(host: Host, { definition }: Linked, report: Report): void {
  const suggestion = 'filter those ports where they are translated, or leave the setting out';
  const { defaults } = definition;
  if (host.settings.forward === 'ignore')
    report('forward-ignored', settingSpan(host.span), { hosts: `host '${host.id}'` }, { suggestion });
  else if (host.settings.forward === undefined && defaults?.settings.forward === 'ignore')
    report('forward-ignored', settingSpan(defaults.span), { hosts: 'a host' }, { suggestion });
}

function settingSpan(span: Span): Span {
  return onKey(below(span, 'forward'));
}

/**
 * Whether packets may be dropped before connection tracking has seen them. What a host forwards may carry the host's own address
 * until it is translated, which comes later: what looks like a packet for the host itself may be for somebody else, or for a port
 * that rules do name. A host that answers what it refuses would not answer what it drops before.
 */
export function dropsEarly({ earlyDrop, input, forward, refuse }: Settings): boolean {
  return earlyDrop && input === 'drop' && forward === 'drop' && refuse === 'drop';
}

function reportEarlyDrop(host: Host, settings: Settings, report: Report): void {
  if (!settings.earlyDrop || dropsEarly(settings)) return;
  const suggestion = 'set `earlyDrop: false` on the host';
  report('early-drop-off', host.span, { host: host.id, because: notEarlyBecause(settings) }, { suggestion });
}

function notEarlyBecause({ input, forward }: Settings): string {
  if (input === 'ignore') return '`input: ignore` lets everything in';
  if (forward === 'ignore') return '`forward: ignore` lets packets pass that are translated only after that';
  return '`refuse: reject` answers what is refused, and nothing answers what is dropped early';
}

function reportUnanswered(host: Host, { refuse }: Settings, { definition }: Linked, report: Report): void {
  const asked = host.settings.refuse ?? definition.defaults?.settings.refuse;
  if (asked !== 'reject' || refuse === 'reject') return;
  const suggestion = 'set `refuse: drop` on the host, or leave `related` out';
  report('reject-off', host.span, { host: host.id }, { suggestion });
}

/** Rules that are shown but never asked would be believed to hold. */
function reportLoopback(host: Host, { loopback }: Settings, report: Report): void {
  if (!loopback) return;
  for (const { device, trusted, span } of host.interfaces) {
    if (device !== LOOPBACK || trusted) continue;
    const suggestion = 'set `loopback: false` on the host, or leave the interface out';
    report('loopback-with-groups', span, {}, { suggestion });
  }
}
