import { type JsonPlace, jsonPlace } from '../diagnostics/json.js';
import { visible } from '../diagnostics/visible.js';
import type { InterfacePolicy, Origin, Policy } from '../policy/model.js';
import { type Entry, entriesOf } from '../ruleset/entries.js';
import { type DirectionRuleset, optimize } from '../ruleset/host-ruleset.js';
import { formatTraffic } from '../traffic/format.js';
import { few, peerTexts } from './peers-text.js';
import { table } from './table.js';

/** What `show HOST --json` prints. */
export interface HostView {
  readonly host: string;
  readonly name: string;
  readonly interfaces: readonly InterfaceView[];
}

interface InterfaceView {
  readonly id: string;
  readonly groups: readonly string[];
  readonly trusted: boolean;
  /** Effective rules after merging; none: nothing passes. */
  readonly ingress: readonly EntryView[];
  readonly egress: readonly EntryView[];
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

export function hostView(policy: Policy): HostView {
  const { interfaces } = optimize(policy);
  return {
    host: policy.host.id,
    name: policy.host.name,
    interfaces: policy.interfaces.map((one, i) =>
      interfaceView(one, interfaces[i]!.ingress, interfaces[i]!.egress),
    ),
  };
}

function interfaceView(
  one: InterfacePolicy,
  ingress: DirectionRuleset,
  egress: DirectionRuleset,
): InterfaceView {
  return {
    id: one.id,
    groups: one.groups,
    trusted: one.trusted,
    ingress: entriesOf(ingress).map(entryView),
    egress: entriesOf(egress).map(entryView),
  };
}

function entryView({ traffic, peers, origins }: Entry): EntryView {
  return { traffic: formatTraffic(traffic), peers: peerTexts(peers), rules: origins.map(ruleView) };
}

function ruleView({ group, rule, index }: Origin): RuleView {
  const { direction, description, implied = false } = rule;
  return { group: group.name, direction, number: index + 1, implied, description, ...jsonPlace(rule.span) };
}

export function hostText({ host, name, interfaces }: HostView): string {
  const title = visible(`host ${name === host ? host : `${host} (${name})`}`);
  return [title, ...interfaces.map(interfaceText)].join('\n\n');
}

function interfaceText({ id, groups, trusted, ingress, egress }: InterfaceView): string {
  if (trusted) return `${id}: trusted, everything passes`;
  return [
    `${id}: ${groups.join(', ')}`,
    '',
    directionText('ingress', ingress),
    '',
    directionText('egress', egress),
  ].join('\n');
}

function directionText(direction: 'ingress' | 'egress', entries: readonly EntryView[]): string {
  if (entries.length === 0) return `${direction}: no rule lets anything through`;
  const head = [direction.toUpperCase(), direction === 'ingress' ? 'FROM' : 'TO', 'BECAUSE OF'];
  return table(
    head,
    entries.map(({ traffic, peers, rules }) => [traffic, few(peers), few(rules.map(ruleText))]),
  );
}

function ruleText({ group, direction, number, implied, description, file, line }: RuleView): string {
  const which = implied ? `${group}: ${direction} left out` : `${group} ${direction} ${number}`;
  const why = description === '' ? '' : ` (${description})`;
  return `${which}${why}  ${file}:${line}`;
}
