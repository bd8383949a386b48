import { intervalsOf } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import { type JsonPlace, jsonPlace } from '../diagnostics/json.js';
import { visible } from '../diagnostics/visible.js';
import type { InterfacePolicy, Origin, Policy } from '../policy/model.js';
import { earlyDropsOf } from '../ruleset/early-drop.js';
import { type Entry, entriesOf } from '../ruleset/entries.js';
import { type HostRuleset, type InterfaceRuleset, Optimizer } from '../ruleset/host-ruleset.js';
import { formatTraffic } from '../traffic/format.js';
import { few, fewOf, peerTexts } from './peers-text.js';
import { table } from './table.js';

/** A host as `show` tells of it, with entries of one kind or another. */
interface Of<E> {
  readonly host: string;
  readonly name: string;
  readonly interfaces: readonly InterfaceOf<E>[];
  /** Whether who is refused is told. */
  readonly refuse: 'drop' | 'reject';
}

interface InterfaceOf<E> {
  readonly id: string;
  readonly groups: readonly string[];
  readonly trusted: boolean;
  /** Effective rules after merging; none: nothing passes. */
  readonly ingress: readonly E[];
  readonly egress: readonly E[];
  /** What is dropped before connection tracking; of TCP, attempts to connect only. */
  readonly earlyDrop: readonly EarlyDropView[];
}

interface EarlyDropView {
  readonly traffic: string;
  readonly families: readonly Family[];
}

interface EntryView {
  readonly traffic: string;
  readonly peers: readonly string[];
  /** The rules that the entry was merged from. */
  readonly rules: readonly RuleView[];
}

interface RuleView extends JsonPlace {
  readonly group: string;
  readonly direction: string;
  /** From 1, in its group and direction. */
  readonly number: number;
  /** Not written, but meant by leaving egress out. */
  readonly implied: boolean;
  readonly description: string;
}

/** What `show` tells of a host. */
export type ShownHost = Of<Entry>;

/** What `show HOST --json` prints. */
export type HostView = Of<EntryView>;

export function shownHost(policy: Policy): ShownHost {
  const ruleset = new Optimizer().optimize(policy);
  return {
    host: policy.host.id,
    name: policy.host.name,
    interfaces: policy.interfaces.map((iface, i) => shownInterface(iface, ruleset, ruleset.interfaces[i]!)),
    refuse: policy.settings.refuse,
  };
}

function shownInterface(
  iface: InterfacePolicy,
  host: HostRuleset,
  ruleset: InterfaceRuleset,
): InterfaceOf<Entry> {
  return {
    id: iface.id,
    groups: iface.groups,
    trusted: iface.trusted,
    ingress: entriesOf(ruleset.ingress),
    egress: entriesOf(ruleset.egress),
    earlyDrop: earlyDropViews(host, ruleset),
  };
}

/** Entries may have many rules in common. */
export function hostView(shown: ShownHost): HostView {
  const known = new Map<Origin, RuleView>();
  const ruleOf = (origin: Origin): RuleView => {
    const view = known.get(origin) ?? ruleView(origin);
    known.set(origin, view);
    return view;
  };
  const entryView = ({ traffic, peers, origins }: Entry): EntryView => ({
    traffic: formatTraffic(traffic),
    peers: peerTexts(peers),
    rules: origins.map(ruleOf),
  });
  const interfaces = shown.interfaces.map((iface) => ({
    ...iface,
    ingress: iface.ingress.map(entryView),
    egress: iface.egress.map(entryView),
  }));
  return { ...shown, interfaces };
}

/** One for each interval of ports, with the families that it is dropped in. */
function earlyDropViews(host: HostRuleset, iface: InterfaceRuleset): readonly EarlyDropView[] {
  const families = new Map<string, Family[]>();
  for (const { family, protocol, ports } of earlyDropsOf(host, iface)) {
    for (const { start, end } of intervalsOf(ports)) {
      const traffic = formatTraffic({ protocol, first: start, last: end - 1 });
      families.set(traffic, [...(families.get(traffic) ?? []), family]);
    }
  }
  return Array.from(families, ([traffic, of]) => ({ traffic, families: of }));
}

function ruleView({ group, rule, number }: Origin): RuleView {
  const { direction, description, implied = false } = rule;
  return { group: group.name, direction, number, implied, description, ...jsonPlace(rule.span) };
}

const ANSWERED = 'what is refused is answered, TCP by a reset and all else by an ICMP error';

export function hostText({ host, name, refuse, interfaces }: ShownHost): string {
  const title = visible(`host ${name === host ? host : `${host} (${name})`}`);
  const head = refuse === 'reject' ? `${title}\n${ANSWERED}` : title;
  return [head, ...interfaces.map(interfaceText)].join('\n\n');
}

function interfaceText({ id, groups, trusted, ingress, egress, earlyDrop }: InterfaceOf<Entry>): string {
  if (trusted) return `${id}: trusted, everything passes`;
  return [
    `${id}: ${groups.join(', ')}`,
    '',
    directionText('ingress', ingress),
    '',
    directionText('egress', egress),
    ...(earlyDrop.length === 0 ? [] : ['', earlyDropText(earlyDrop)]),
  ].join('\n');
}

function earlyDropText(drops: readonly EarlyDropView[]): string {
  const rows = drops.map(({ traffic, families }) => [
    traffic.startsWith('tcp') ? `attempts at ${traffic}` : traffic,
    families.join(', '),
  ]);
  return table(['DROPPED EARLY', 'IN'], rows);
}

function directionText(direction: 'ingress' | 'egress', entries: readonly Entry[]): string {
  if (entries.length === 0) return `${direction}: no rule lets anything through`;
  const head = [direction.toUpperCase(), direction === 'ingress' ? 'FROM' : 'TO', 'BECAUSE OF'];
  return table(
    head,
    entries.map(({ traffic, peers, origins }) => [
      formatTraffic(traffic),
      few(peerTexts(peers)),
      fewOf(origins, (origin) => ruleText(ruleView(origin))),
    ]),
  );
}

function ruleText({ group, direction, number, implied, description, file, line }: RuleView): string {
  const which = implied ? `${group}: ${direction} left out` : `${group} ${direction} ${number}`;
  const why = description === '' ? '' : ` (${description})`;
  return `${which}${why}  ${file}:${line}`;
}
