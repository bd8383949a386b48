import { countIntervals, type IntervalSet, intervalsOf, type Point } from '../../address/intervals.js';
import { formatInterval, isEverything, type Space } from '../../address/space.js';
import type { Direction } from '../../definition/model.js';
import { type SetNames, splitSet } from '../sets.js';
import { type NftField, type NftMatch, type NftSet, valuesMatch } from './program.js';

/** Finds the sets that a table needs, and how rules refer to them. Equal sets exist once. */
export class PeerMatches<P extends Point> {
  readonly #space: Space<P>;
  readonly #names: SetNames<P>;
  readonly #sets = new Map<string, NftSet>();
  /** The sets behind a name that was given before: a long list is spelled once, however many ports refer to it. */
  readonly #known = new Map<string, readonly string[]>();

  constructor(space: Space<P>, names: SetNames<P>) {
    this.#space = space;
    this.#names = names;
  }

  get sets(): readonly NftSet[] {
    return [...this.#sets.values()];
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
    return this.#namedSets(peers, place).map((set) => ({ kind: 'set', field, set }));
  }

  #namedSets(peers: IntervalSet<P>, place: string): readonly string[] {
    const name = this.#names.nameOf(peers, place);
    const known = this.#known.get(name);
    if (known) return known;
    const { addresses, intervals } = splitSet(this.#space, peers);
    const names: string[] = [];
    this.#known.set(name, names);
    if (addresses.length > 0) names.push(this.#add(`${name}-ip`, false, addresses));
    if (intervals.length > 0) names.push(this.#add(`${name}-net`, true, intervals));
    return names;
  }

  #add(name: string, interval: boolean, elements: readonly string[]): string {
    const type = this.#space.family === 'ipv4' ? 'ipv4_addr' : 'ipv6_addr';
    if (!this.#sets.has(name)) this.#sets.set(name, { name, type, interval, elements });
    return name;
  }

  #field(direction: Direction): NftField {
    const side = direction === 'ingress' ? 'saddr' : 'daddr';
    return this.#space.family === 'ipv4' ? `ip ${side}` : `ip6 ${side}`;
  }
}
