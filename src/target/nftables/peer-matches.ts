import { countIntervals, type IntervalSet, intervalsOf, type Point } from '../../address/intervals.js';
import { formatInterval, isEverything, type Space } from '../../address/space.js';
import type { Direction } from '../../definition/model.js';
import type { SetNames } from '../sets.js';
import { spellAddresses, spellIntervals } from './elements.js';
import { lookupParts } from './lookup.js';
import { type DraftMatch, type NftField, type NftPeers, type NftSet, valuesMatch } from './program.js';

/** How rules match on peers. Equal peers are one object, whatever rules name them. */
export class PeerMatches<P extends Point> {
  readonly #space: Space<P>;
  readonly #names: SetNames<P>;
  readonly #known = new Map<string, NftPeers>();

  constructor(space: Space<P>, names: SetNames<P>) {
    this.#space = space;
    this.#names = names;
  }

  /** The match that lets a set of peers through. Everyone is matched by family alone. */
  matchFor(peers: IntervalSet<P>, direction: Direction, place: string): DraftMatch {
    const field = this.#field(direction);
    if (peers.length === 0) throw new Error(`${place}: an entry lost its peers`);
    if (isEverything(this.#space, peers)) return valuesMatch('meta nfproto', [this.#space.family]);
    if (countIntervals(peers) === 1) {
      const [interval] = intervalsOf(peers);
      return valuesMatch(field, [formatInterval(this.#space, interval!)]);
    }
    return { kind: 'peers', field, peers: this.#peers(peers, place) };
  }

  #peers(set: IntervalSet<P>, place: string): NftPeers {
    const name = this.#names.nameOf(set, place);
    const known = this.#known.get(name);
    if (known) return known;
    const peers = { name, family: this.#space.family, sets: setsOf(this.#space, set) };
    this.#known.set(name, peers);
    return peers;
  }

  #field(direction: Direction): NftField {
    const field = direction === 'ingress' ? 'saddr' : 'daddr';
    return this.#space.family === 'ipv4' ? `ip ${field}` : `ip6 ${field}`;
  }
}

/** Single addresses and prefixes or ranges in sets of their own: the kernel keeps the former in a hash table. */
function setsOf<P extends Point>(space: Space<P>, set: IntervalSet<P>): readonly NftSet[] {
  const { addresses, networks, intervals } = lookupParts(space, set);
  return [
    ...networks.map(({ mask, elements }) => ({ mask, ...spellAddresses(space, elements) })),
    ...(addresses.length > 0 ? [spellAddresses(space, addresses)] : []),
    ...(intervals.length > 0 ? [spellIntervals(space, intervals)] : []),
  ];
}
