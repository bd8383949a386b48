import { equal, type IntervalSet, intervalsOf, isEmpty, subtract } from '../../address/intervals.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import { formatSet } from '../../address/space.js';
import { LOOPBACK } from '../../definition/device.js';
import {
  type EarlyDrop,
  type EarlyProtocol,
  earlyDropsOf,
  earlyProtocols,
} from '../../ruleset/early-drop.js';
import type { HostRuleset, InterfaceRuleset } from '../../ruleset/host-ruleset.js';
import { TCP } from '../../traffic/protocols.js';
import { CELLS } from '../../traffic/traffic.js';
import { droppedCounter } from './counters.js';
import { dispatchRule } from './dispatch.js';
import {
  deviceToken,
  drop,
  keyRange,
  type NftChain,
  type NftMapEntry,
  type NftMatch,
  type NftRule,
  type NftVerdict,
  valuesMatch,
} from './program.js';

/** Drops packets in the hook before connection tracking; no chain at all where none qualify. */
export function earlyChains(
  host: HostRuleset,
  labels: ReadonlyMap<string, string>,
  logging: readonly NftRule[],
): readonly NftChain[] {
  const { counters } = host.settings;
  const counts = counters ? [droppedCounter('prerouting')] : undefined;
  const dropping: NftRule = { matches: [], action: drop, counter: false, counts, comment: 'dropped' };
  const logged: NftChain = { name: 'prerouting-drop', comment: '', rules: [...logging, dropping] };
  const verdict: NftVerdict = logging.length > 0 ? { kind: 'goto', chain: logged.name } : drop;
  const refusal = { verdict, counts: logging.length === 0 ? counts : undefined };
  const parts = earlyProtocols.map((protocol) => protocolPart(host, protocol, labels, refusal));
  const below = parts.flatMap(({ chains }) => chains);
  if (below.length === 0) return [];
  const rules = parts.flatMap((part) => part.rules);
  const comment = 'before connection tracking: what no rule and no known flow can let in';
  const hook: NftChain = { name: 'prerouting', hook: 'prerouting', comment, rules };
  return [hook, ...below, ...(logging.length > 0 ? [logged] : [])];
}

/** What becomes of a packet that is dropped early. */
interface Refusal {
  readonly verdict: NftVerdict;
  readonly counts: NftRule['counts'];
}

/** The rules that find the interface of a packet, and a chain for each interface. */
function protocolPart(
  host: HostRuleset,
  protocol: EarlyProtocol,
  labels: ReadonlyMap<string, string>,
  refusal: Refusal,
) {
  const found = host.interfaces.flatMap((iface) => {
    const drops = earlyDropsOf(host, iface).filter((early) => early.protocol === protocol);
    if (drops.length === 0) return [];
    const name = `${labels.get(iface.id)!}-early-${protocol === TCP ? 'tcp' : 'udp'}`;
    const chain: NftChain = { name, comment: '', rules: dropRules(protocol, drops, refusal) };
    return [{ iface, chain }];
  });
  const verdicts = new Map(
    found.map(({ iface, chain }) => [iface, { kind: 'goto', chain: chain.name } as const]),
  );
  const packets: NftMatch = protocol === TCP ? { kind: 'attempt' } : valuesMatch('meta l4proto', ['udp']);
  return {
    rules: interfaceRules(host.interfaces, packets, verdicts),
    chains: found.map(({ chain }) => chain),
  };
}

/** One rule where the families do not differ. */
function dropRules(
  protocol: EarlyProtocol,
  drops: readonly EarlyDrop[],
  refusal: Refusal,
): readonly NftRule[] {
  const [first, second] = drops;
  const alike = second !== undefined && equal(first!.ports, second.ports);
  return (alike ? [first!] : drops).map(({ family, ports }) => ({
    matches: [
      ...(alike ? [] : [valuesMatch('meta nfproto', [family])]),
      portMatch(protocol, ports),
      { kind: 'to-host' },
    ],
    action: refusal.verdict,
    counter: false,
    counts: refusal.counts,
    comment: '',
  }));
}

/**
 * Attempts to connect are matched by the ports that are not dropped, which are what people know; all ports, where there are none. UDP
 * is matched by those that are: packets of known flows come here too, and while rules are switched a lookup may find nothing.
 */
function portMatch(protocol: EarlyProtocol, ports: IntervalSet<number>): NftMatch {
  const named = subtract([0, CELLS], ports);
  if (isEmpty(named)) return valuesMatch('meta l4proto', [protocol === TCP ? 'tcp' : 'udp']);
  const values = (set: IntervalSet<number>) =>
    [...intervalsOf(set)].map(({ start, end }) => keyRange(start, end - 1));
  if (protocol === TCP) return { kind: 'other', field: 'tcp dport', values: values(named) };
  return valuesMatch('udp dport', values(ports));
}

/** As in the hook for input: by device, and by address for devices that no interface names. Loopback is left alone. */
function interfaceRules(
  interfaces: readonly InterfaceRuleset[],
  packets: NftMatch,
  verdicts: ReadonlyMap<InterfaceRuleset, NftVerdict>,
): readonly NftRule[] {
  const devices: NftMapEntry[] = [];
  const v4: NftMapEntry[] = [];
  const v6: NftMapEntry[] = [];
  for (const [{ id, match }, verdict] of verdicts) {
    if (match.kind === 'device') devices.push({ key: deviceToken(match.device), verdict, comment: '' });
    else {
      v4.push(...formatSet(ipv4, match.addresses.ipv4).map((key) => ({ key, verdict, comment: id })));
      v6.push(...formatSet(ipv6, match.addresses.ipv6).map((key) => ({ key, verdict, comment: id })));
    }
  }
  const named = interfaces.flatMap(({ match }) => (match.kind === 'device' ? [match.device] : []));
  const known = [...new Set([LOOPBACK, ...named])].map(deviceToken);
  const otherDevice: NftMatch = { kind: 'other', field: 'iifname', values: known };
  return [
    ...dispatchRule('iifname', devices, [packets]),
    ...dispatchRule('ip daddr', v4, [packets, otherDevice]),
    ...dispatchRule('ip6 daddr', v6, [packets, otherDevice]),
  ];
}
