import type { Point } from '../address/intervals.js';
import { CELLS } from '../traffic/traffic.js';
import type { Factored, FactoredProtocolOf } from './factored.js';
import { type Intern, interner } from './intern.js';
import type { CanonicalCell, FamilyRuleset, ProtocolRuleset } from './model.js';
import { commonPeersOf, type PeerSet, peerSet, peersWithout } from './peer-set.js';

/** Says once what all entries of a ruleset have in common, and what all entries of a protocol have. */
export function factorRuleset<P extends Point>({
  space,
  protocols,
}: FamilyRuleset<P>): Factored<P, PeerSet<P>> {
  const intern = interner<P>();
  const everything = intern(commonToAll(protocols));
  const factored = protocols
    .map((protocol) => factorProtocol(protocol, everything, intern))
    .filter(({ anyCell, cells }) => anyCell.count > 0 || cells.length > 0);
  return { space, everything, protocols: factored };
}

/** The peers that every protocol allows in every cell; nobody, unless all 256 protocols are there. */
function commonToAll<P extends Point>(protocols: readonly ProtocolRuleset<P>[]): PeerSet<P> {
  const seamless = protocols.every(({ first }, i) => first === (i === 0 ? 0 : protocols[i - 1]!.last + 1));
  if (!seamless || protocols.at(-1)?.last !== 255) return peerSet([]);
  return commonOf(protocols.map(({ cells }) => commonToCells(cells)));
}

/** The peers that every cell allows; nobody, unless the cells leave no gap. */
function commonToCells<P extends Point>(cells: readonly CanonicalCell<P>[]): PeerSet<P> {
  const seamless = cells.every(({ first }, i) => first === (i === 0 ? 0 : cells[i - 1]!.last + 1));
  if (!seamless || cells.at(-1)?.last !== CELLS - 1) return peerSet([]);
  return commonOf(cells.map(({ set }) => set));
}

function commonOf<P extends Point>(sets: readonly PeerSet<P>[]): PeerSet<P> {
  const [first = peerSet<P>([]), ...others] = new Set(sets);
  return others.reduce((common, set) => (common.count === 0 ? common : commonPeersOf(common, set)), first);
}

function factorProtocol<P extends Point>(
  { first, last, cells }: ProtocolRuleset<P>,
  everything: PeerSet<P>,
  intern: Intern<P>,
): FactoredProtocolOf<PeerSet<P>> {
  const common = commonToCells(cells);
  const anyCell = intern(shorter(common, everything));
  const rest = cells
    .map(({ first, last, set }) => ({
      first,
      last,
      peers: intern(shorter(shorter(set, everything), common)),
    }))
    .filter(({ peers }) => peers.count > 0);
  return { first, last, anyCell, cells: rest };
}

/** `peers`, or `peers` without what is said elsewhere if that has fewer intervals: none, if all of it is. */
function shorter<P extends Point>(peers: PeerSet<P>, elsewhere: PeerSet<P>): PeerSet<P> {
  const difference = peersWithout(peers, elsewhere);
  return difference.count < peers.count ? difference : peers;
}
