import type { Probe } from '../model.js';

type Flow = Pick<Probe, 'from' | 'to' | 'traffic'>;

/**
 * What no two probes of a run may have in common. Connection tracking knows a protocol without ports by its two addresses, in
 * either order (fact 19): a second probe between them would pass as part of the first one's flow.
 */
function flowOf({ from, to, traffic }: Flow): string {
  // Every host has the loopback addresses.
  const [a, b] = [from, to].map(({ host, address }) => `${host} ${address}`) as [string, string];
  switch (traffic.kind) {
    case 'protocol':
      return ['protocol', traffic.protocol, ...[a, b].sort()].join(' ');
    case 'echo':
      return ['echo', a, b].join(' ');
    case 'icmp':
      return ['icmp', a, b, traffic.type, traffic.code, traffic.hopLimit].join(' ');
    case 'udp':
      return ['udp', a, b, traffic.port, traffic.sourcePort].join(' ');
    default:
      return [traffic.kind, a, b, traffic.port].join(' ');
  }
}

/** Says yes to each probe that is of no flow of those that it has said yes to before. */
export function flowFilter(): (candidate: Flow) => boolean {
  const flows = new Set<string>();
  return (candidate) => {
    const flow = flowOf(candidate);
    const isNew = !flows.has(flow);
    flows.add(flow);
    return isNew;
  };
}
