import type { Family } from '../../address/space.js';
import { type Admission, baselineAdmissions } from '../../policy/baseline.js';
import type { HostRuleset } from '../../ruleset/host-ruleset.js';
import { ICMPV6, TCP } from '../../traffic/protocols.js';
import { type BaselineDevices, baselineDevices } from '../baseline-devices.js';
import {
  accept,
  deviceToken,
  keyRange,
  type NftChain,
  type NftField,
  type NftMatch,
  type NftRule,
  valuesMatch,
} from './program.js';

/** Those of IPv4 stand in the hook's chain; those of IPv6 in one of their own, so that IPv4 passes one rule for all. */
export interface AdmissionRules {
  readonly rules: readonly NftRule[];
  readonly chains: readonly NftChain[];
}

export function admissionRules(
  hook: 'input' | 'output',
  { interfaces, settings }: Pick<HostRuleset, 'interfaces' | 'settings'>,
): AdmissionRules {
  const admissions = baselineAdmissions(settings).filter((one) => one.hook === hook);
  const device = hook === 'input' ? 'iifname' : 'oifname';
  const part = (family: Family) => {
    const matches = deviceMatches(device, baselineDevices(interfaces, family));
    const ofFamily = matches ? admissions.filter((one) => one.family === family) : [];
    const rules = ofFamily.flatMap((one) => admissionRulesOf(one, settings.counters));
    return { matches: matches ?? [], rules };
  };
  const [v4, v6] = [part('ipv4'), part('ipv6')];
  // What tells most packets from those of the baseline stands first.
  const rules = v4.rules.map((rule) => ({ ...rule, matches: [...rule.matches, ...v4.matches] }));
  if (v6.rules.length === 0) return { rules, chains: [] };
  const chain = `${hook}-ipv6`;
  const toV6: NftRule = {
    matches: [valuesMatch('meta nfproto', ['ipv6']), ...v6.matches],
    action: { kind: 'jump', chain },
    counter: false,
    comment: '',
  };
  return { rules: [toV6, ...rules], chains: [{ name: chain, comment: `baseline of IPv6`, rules: v6.rules }] };
}

/** The match for the devices on which the baseline holds; undefined where it holds on none. */
function deviceMatches(field: NftField, { kind, devices }: BaselineDevices): readonly NftMatch[] | undefined {
  const values = devices.map(deviceToken);
  if (kind === 'other') return values.length === 0 ? [] : [{ kind: 'other', field, values }];
  return values.length === 0 ? undefined : [valuesMatch(field, values)];
}

/**
 * The rules for one kind of packet of the baseline, with all of its conditions: what tells it from most others first. Each run of types
 * has a rule, since comparing loses no packet while rules are switched, and looking up may.
 */
function admissionRulesOf(admission: Admission, counter: boolean): readonly NftRule[] {
  return protocolMatches(admission).map((matches) => ({
    matches: [...matches, ...addressMatches(admission)],
    action: accept,
    counter,
    comment: admission.reason,
  }));
}

function addressMatches({ family, sources, destination, hopLimit }: Admission): readonly NftMatch[] {
  const version = family === 'ipv4' ? 'ip' : 'ip6';
  return [
    valuesMatch('meta nfproto', [family]),
    ...(sources === undefined ? [] : [valuesMatch(`${version} saddr`, sources)]),
    ...(destination === undefined ? [] : [valuesMatch(`${version} daddr`, [destination])]),
    ...(hopLimit === undefined ? [] : [valuesMatch('ip6 hoplimit', [String(hopLimit)])]),
  ];
}

/** Each of the alternatives that tell the packets: all of its matches must hold. */
function protocolMatches({
  protocol,
  icmpTypes,
  sourcePort,
  destinationPort,
}: Admission): readonly (readonly NftMatch[])[] {
  if (protocol === ICMPV6) {
    if (!icmpTypes?.length) throw new Error('the baseline admits ICMPv6 by type only');
    return icmpTypes.map(([first, last]) => [valuesMatch('icmpv6 type', [keyRange(first, last)])]);
  }
  if (destinationPort === undefined) throw new Error('the baseline admits ports only');
  const source = sourcePort === undefined ? [] : [valuesMatch('udp sport', [String(sourcePort)])];
  return [[valuesMatch(protocol === TCP ? 'tcp dport' : 'udp dport', [String(destinationPort)]), ...source]];
}
