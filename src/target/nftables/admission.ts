import type { Family } from '../../address/space.js';
import type { Settings } from '../../definition/model.js';
import { ICMPV6, TCP } from '../../traffic/protocols.js';
import { type Admission, baselineAdmissions } from '../baseline.js';
import { accept, keyRange, type NftChain, type NftMatch, type NftRule, valuesMatch } from './program.js';

/** Those of IPv4 stand in the hook's chain; those of IPv6 in one of their own, so that IPv4 passes one rule for all. */
export interface AdmissionRules {
  readonly rules: readonly NftRule[];
  readonly chains: readonly NftChain[];
}

export function admissionRules(
  hook: 'input' | 'output',
  { baseline, counters }: Pick<Settings, 'baseline' | 'counters'>,
): AdmissionRules {
  const admissions = baselineAdmissions(baseline).filter((one) => one.hook === hook);
  const rulesOf = (family: Family) =>
    admissions.filter((one) => one.family === family).flatMap((one) => admissionRulesOf(one, counters));
  const [v4, v6] = [rulesOf('ipv4'), rulesOf('ipv6')];
  if (v6.length === 0) return { rules: v4, chains: [] };
  const chain = `${hook}-ipv6`;
  const toV6: NftRule = {
    matches: [valuesMatch('meta nfproto', ['ipv6'])],
    action: { kind: 'jump', chain },
    counter: false,
    comment: '',
  };
  return { rules: [toV6, ...v4], chains: [{ name: chain, comment: `baseline of IPv6`, rules: v6 }] };
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

function addressMatches({ family, source, destination, hopLimit }: Admission): readonly NftMatch[] {
  const version = family === 'ipv4' ? 'ip' : 'ip6';
  return [
    valuesMatch('meta nfproto', [family]),
    ...(source === undefined ? [] : [valuesMatch(`${version} saddr`, [source])]),
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
