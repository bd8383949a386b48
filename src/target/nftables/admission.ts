import { ICMPV6, TCP } from '../../traffic/protocols.js';
import type { Admission } from '../baseline.js';
import { accept, keyRange, type NftMatch, type NftRule, valuesMatch } from './program.js';

/** The rule for one kind of packet of the baseline, with all of its conditions. */
export function admissionRule(admission: Admission, counter: boolean): NftRule {
  return {
    matches: [...addressMatches(admission), ...protocolMatches(admission)],
    action: accept,
    counter,
    comment: admission.reason,
  };
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

function protocolMatches({
  protocol,
  icmpTypes,
  sourcePort,
  destinationPort,
}: Admission): readonly NftMatch[] {
  if (protocol === ICMPV6) {
    if (!icmpTypes) throw new Error('the baseline admits ICMPv6 by type only');
    return [
      valuesMatch(
        'icmpv6 type',
        icmpTypes.map(([first, last]) => keyRange(first, last)),
      ),
    ];
  }
  if (destinationPort === undefined) throw new Error('the baseline admits ports only');
  const source = sourcePort === undefined ? [] : [valuesMatch('udp sport', [String(sourcePort)])];
  return [...source, valuesMatch(protocol === TCP ? 'tcp dport' : 'udp dport', [String(destinationPort)])];
}
