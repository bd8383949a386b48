import type { Settings } from '../definition/model.js';
import type { Devices } from './devices.js';
import { ACCEPT, type Diagrams, DROP, NEXT, type Node } from './diagram/diagrams.js';
import { choose } from './diagram/sets.js';
import { type DimensionName, rankOf } from './dimensions.js';
import { destinationTypes, families, states } from './firewall.js';
import type { Meaning } from './meaning.js';
import { unionOfBounds } from './values.js';

const [TCP, UDP] = [6, 17];
const [FIN, SYN, RST, ACK] = [1, 2, 4, 16];

/**
 * DROP for packets that may be dropped before connection tracking sees them, although a known flow would let them pass, since no known
 * flow can have them: attempts to connect by TCP, and UDP to ports that nothing is sent from, both to ports of the host that no
 * rule of the interface and no part of the baseline names. ACCEPT for all others. Only a host that drops early has any, and it answers
 * nothing.
 */
export function withinFlows(
  diagrams: Diagrams,
  meaning: Meaning,
  devices: Devices,
  { earlyDrop, refuse }: Settings,
): Node {
  if (!earlyDrop || refuse === 'reject') return ACCEPT;
  const incoming = ofNewFlows(diagrams, meaning.path('input'));
  const named = exists(diagrams, incoming, ['hopLimit', 'sourcePort', 'peer4', 'peer6']);
  const unnamed = diagrams.relabel(named, new Map([[DROP, NEXT]]));
  const early = diagrams.replace(unnamed, NEXT, transports(diagrams, meaning, devices));
  const local = destinationTypes.indexOf('local');
  const toHost = choose(diagrams, rankOf('destinationType'), [local, local + 1], NEXT, ACCEPT);
  const tracked = unionOfBounds(['established', 'related'].flatMap((state) => indexRange(state)));
  const ofFlow = choose(diagrams, rankOf('state'), tracked, NEXT, ACCEPT);
  return [toHost, early].reduce((node, next) => diagrams.replace(node, NEXT, next), ofFlow);
}

function indexRange(state: string): readonly number[] {
  const index = (states as readonly string[]).indexOf(state);
  return [index, index + 1];
}

/** DROP for attempts to connect, and for UDP to ports that no packet of the host can have come from. */
function transports(diagrams: Diagrams, meaning: Meaning, devices: Devices): Node {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const attempts = bytes.filter((byte) => (byte & (FIN! | SYN! | RST! | ACK!)) === SYN);
  const tcp = choose(
    diagrams,
    rankOf('tcpFlags'),
    unionOfBounds(attempts.flatMap((byte) => [byte, byte + 1])),
    DROP,
    ACCEPT,
  );
  // What leaves by the loopback device comes back by it.
  const outside = choose(diagrams, rankOf('outDevice'), devices.matching(['lo']), DROP, NEXT);
  const outgoing = diagrams.replace(outside, NEXT, ofNewFlows(diagrams, meaning.path('output')));
  const byFamily = families.map((_, family) => portsAsked(diagrams, outgoing, family));
  const udp = diagrams.node(rankOf('family'), [1], byFamily);
  const only = (protocol: number, node: Node) => {
    const guard = choose(diagrams, rankOf('protocol'), [protocol, protocol + 1], NEXT, ACCEPT);
    return diagrams.replace(guard, NEXT, node);
  };
  return diagrams.replace(only(TCP!, tcp), ACCEPT, only(UDP!, udp));
}

/** ACCEPT for the destination ports that answers by UDP can come to: those that the host may send from. */
function portsAsked(diagrams: Diagrams, outgoing: Node, family: number): Node {
  const others: readonly DimensionName[] = [
    'destinationType',
    'inDevice',
    'outDevice',
    'nextHeader',
    'tcpFlags',
    'own4',
    'own6',
    'hopLimit',
    'cell',
    'peer4',
    'peer6',
  ];
  const ofFamily = choose(diagrams, rankOf('family'), [family, family + 1], NEXT, DROP);
  const ofUdp = choose(diagrams, rankOf('protocol'), [UDP!, UDP! + 1], NEXT, DROP);
  const guard = diagrams.replace(ofFamily, NEXT, ofUdp);
  const ports = exists(diagrams, diagrams.replace(guard, NEXT, outgoing), [...others, 'family', 'protocol']);
  if (diagrams.isLeaf(ports)) return ports;
  return diagrams.node(rankOf('cell'), diagrams.cutsOf(ports), diagrams.childrenOf(ports));
}

/** What happens to the first packets of flows. */
function ofNewFlows(diagrams: Diagrams, node: Node): Node {
  if (diagrams.dimensionOf(node) !== rankOf('state')) return node;
  const before = diagrams.cutsOf(node).filter((cut) => cut <= states.indexOf('new')).length;
  return diagrams.childAt(node, before);
}

/** ACCEPT where some values of the dimensions lead to ACCEPT, and DROP where none do. */
function exists(diagrams: Diagrams, node: Node, names: readonly DimensionName[]): Node {
  const ranks = new Set(names.map(rankOf));
  const known = new Map<Node, Node>();
  const walk = (at: Node): Node => {
    if (diagrams.isLeaf(at)) return at;
    const found = known.get(at);
    if (found !== undefined) return found;
    const result = ranks.has(diagrams.dimensionOf(at))
      ? diagrams
          .differentChildrenOf(at)
          .map(walk)
          .reduce((some, other) => diagrams.replace(some, DROP, other))
      : diagrams.map(at, walk);
    known.set(at, result);
    return result;
  };
  return walk(node);
}
