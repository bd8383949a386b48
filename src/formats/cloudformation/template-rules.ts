import type { Direction, Peer, Rule } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/similar-names.js';
import { onKey } from '../../diagnostics/source.js';
import { ICMP } from '../../traffic/protocols.js';
import { icmpTraffic, type Traffic } from '../../traffic/traffic.js';
import { Item } from '../shared/item.js';
import { readTraffic } from '../shared/traffic.js';
import type { Known } from './known.js';
import { evaluateProperties, freeText, type Properties, whyUnknown } from './properties.js';
import { ruleKeys } from './rule-keys.js';
import type { Template } from './template.js';
import { readPeer } from './template-peers.js';
import { type FieldsValue, reportUnknown } from './value.js';

/** One rule, inline in a group or a resource of its own; nothing where it is at fault or its traffic is not known. */
export function readRule(
  template: Template,
  value: FieldsValue,
  direction: Direction,
  known: Known,
  report: Report,
): Rule | undefined {
  const rule = evaluateProperties(template, value, ruleKeys[direction], report);
  const traffic = readRuleTraffic(rule);
  if (traffic === undefined) return undefined;
  const peer = readPeer(template, rule, direction, traffic, known);
  if (peer === undefined || isNoEgress(direction, traffic, peer)) return undefined;
  const { span } = value;
  const allow = [{ kind: 'traffic', traffic: [traffic], span }] as const;
  return { direction, allow, peers: [peer], description: freeText(rule, 'Description'), span };
}

function readRuleTraffic({ item, values }: Properties): Traffic | undefined {
  let known = true;
  for (const key of ['IpProtocol', 'FromPort', 'ToPort']) {
    const why = whyUnknown(values.get(key));
    if (why) reportUnknown(why, item.report);
    known &&= why === undefined;
  }
  return known ? readTraffic(item) : undefined;
}

const noEgress = icmpTraffic(ICMP, 252, 86);
const BROADCAST = 2 ** 32 - 1;

/**
 * A group without any egress rule would let everything out, so that CDK writes one that matches no packet: ICMP 252/86 to
 * 255.255.255.255/32 (fact 32).
 */
function isNoEgress(direction: Direction, { protocol, first, last }: Traffic, peer: Peer): boolean {
  if (direction !== 'egress' || peer.kind !== 'addresses') return false;
  const same = protocol === ICMP && first === noEgress.first && last === noEgress.last;
  return same && peer.range.family === 'ipv4' && peer.range.start === BROADCAST;
}

/** A misspelt key would lose what it says without a word. */
export function reportUnknownKeys(value: FieldsValue, keys: readonly string[], report: Report): void {
  const item = new Item(value.fields, value.span, report);
  for (const key of Object.keys(value.fields)) {
    if (keys.includes(key)) continue;
    const problem = `'${key}' is not a known part of a rule; it allows nothing`;
    report('ignored-value', onKey(item.at(key)), { problem }, { suggestion: didYouMean(key, keys) });
  }
}
