import { countIntervals, type IntervalSet, intervalsOf, type Point } from '../../address/intervals.js';
import { formatInterval, isEverything, type Space } from '../../address/space.js';
import type { Direction } from '../../definition/model.js';
import type { SetNames } from '../sets.js';
import { lookupParts } from './lookup.js';
import { type NftField, type NftMatch, type NftSet, valuesMatch } from './program.js';

/** A set, and what an address is masked with before it is looked up there. */
interface SetUse {
  readonly set: string;
  readonly mask?: string;
}

/** Finds the sets that a table needs, and how rules refer to them. Equal sets exist once. */
export class PeerMatches<P extends Point> {
  readonly #space: Space<P>;
  readonly #names: SetNames<P>;
  readonly #sets: NftSet[] = [];
  /** By the name that the parts of a set have in common. */
  readonly #uses = new Map<string, readonly SetUse[]>();

  constructor(space: Space<P>, names: SetNames<P>) {
    this.#space = space;
    this.#names = names;
  }

  get sets(): readonly NftSet[] {
    return this.#sets;
  }

  /**
   * One match for each rule that is needed to let a set of peers through: a packet may satisfy any of them. Everyone is
   * matched by family alone.
   */
  matchesFor(peers: IntervalSet<P>, direction: Direction, place: string): readonly NftMatch[] {
    const field = this.#field(direction);
    if (peers.length === 0) throw new Error(`${place}: an entry lost its peers`);
    if (isEverything(this.#space, peers)) return [valuesMatch('meta nfproto', [this.#space.family])];
    if (countIntervals(peers) === 1) {
      const [interval] = intervalsOf(peers);
      return [valuesMatch(field, [formatInterval(this.#space, interval!)])];
    }
    return this.#namedSets(peers, place).map((use) => ({ kind: 'set', field, ...use }));
  }

  #namedSets(peers: IntervalSet<P>, place: string): readonly SetUse[] {
    const name = this.#names.nameOf(peers, place);
    const known = this.#uses.get(name) ?? this.#newSets(peers, name);
    this.#uses.set(name, known);
    return known;
  }

  #newSets(peers: IntervalSet<P>, name: string): readonly SetUse[] {
    const { addresses, networks, intervals } = lookupParts(this.#space, peers);
    const uses: SetUse[] = [];
    for (const { length, mask, elements } of networks)
      uses.push({ mask, set: this.#add(`${name}-${length}`, false, elements) });
    if (addresses.length > 0) uses.push({ set: this.#add(`${name}-ip`, false, addresses) });
    if (intervals.length > 0) uses.push({ set: this.#add(`${name}-net`, true, intervals) });
    return uses;
  }

  #add(name: string, interval: boolean, elements: readonly string[]): string {
    const type = this.#space.family === 'ipv4' ? 'ipv4_addr' : 'ipv6_addr';
    const size = interval ? undefined : sizeOf(elements.length);
    this.#sets.push({ name, type, interval, elements, ...(size === undefined ? {} : { size }) });
    return name;
  }

  #field(direction: Direction): NftField {
    const side = direction === 'ingress' ? 'saddr' : 'daddr';
    return this.#space.family === 'ipv4' ? `ip ${side}` : `ip6 ${side}`;
  }
}

/** A hash set of a size that is known takes a third less time, and need not grow while it is loaded. */
const MANY = 256;

/** Room for half as many again, for members that are added by hand; nothing where growing costs little. */
function sizeOf(elements: number): number | undefined {
  return elements < MANY ? undefined : 2 ** Math.ceil(Math.log2(elements * 1.5));
}
