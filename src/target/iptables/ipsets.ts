import type { IntervalSet, Point } from '../../address/intervals.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import type { Family } from '../../address/space.js';
import type { NamedSets } from '../../policy/named-sets.js';
import { SetNames, splitPrefixes } from '../sets.js';
import { PREFIX, setStem } from './names.js';
import type { PeerUse, PortsUse } from './peer-use.js';
import type { HashSet, Match, SetPart } from './program.js';

/** Collects the ipsets that rules look into; equal address sets are one pair of ipsets. */
export class Ipsets {
  readonly #sets: HashSet[] = [];
  readonly #names: Readonly<Record<Family, SetNames<Point>>>;
  readonly #stems = new Set<string>();
  readonly #known = new Map<string, readonly string[]>();

  constructor(namedSets: NamedSets) {
    this.#names = {
      ipv4: new SetNames(ipv4, namedSets) as SetNames<Point>,
      ipv6: new SetNames(ipv6, namedSets) as SetNames<Point>,
    };
  }

  get sets(): readonly HashSet[] {
    return this.#sets;
  }

  /** One alternative for the single addresses, one for the prefixes. */
  matches<P extends Point>(use: PeerUse<P>): readonly (readonly Match[])[] {
    return this.#setsOf(use).map((set) => [{ kind: 'set', side: use.side, set }]);
  }

  /** The same for peers of several ports, each with its own: together in sets that hold peer and port. */
  matchesOfPorts<P extends Point>({ space, side, place, ports }: PortsUse<P>): readonly (readonly Match[])[] {
    if (ports.some(({ peers }) => peers.length === 0)) throw new Error(`${place}: a port lost its peers`);
    const stem = PREFIX + this.#stem(`${place}-${versionOf(space)}`);
    const split = ports.map((one) => ({ ...one, ...splitPrefixes(space, one.peers) }));
    const partsOf = (kind: 'addresses' | 'intervals'): readonly SetPart[] =>
      split
        .filter((one) => one[kind].length > 0)
        .map((one) => ({ elements: one[kind].map((peer) => `${peer},${one.port}`), comment: one.comment }));
    const names = [
      ...this.#add({ name: `${stem}-ip`, type: 'hash:ip,port', comment: '' }, space, partsOf('addresses')),
      ...this.#add({ name: `${stem}-net`, type: 'hash:net,port', comment: '' }, space, partsOf('intervals')),
    ];
    return names.map((set) => [{ kind: 'set', side, ports: true, set }]);
  }

  #setsOf<P extends Point>({ space, peers, place, comment }: PeerUse<P>): readonly string[] {
    const name = this.#names[space.family].nameOf(
      peers as IntervalSet<Point>,
      `${place}-${versionOf(space)}`,
    );
    const known = this.#known.get(name);
    if (known) return known;
    const stem = PREFIX + this.#stem(name);
    const { addresses, intervals } = splitPrefixes(space, peers);
    const added = [
      ...this.#add({ name: `${stem}-ip`, type: 'hash:ip', comment }, space, onePart(addresses)),
      ...this.#add({ name: `${stem}-net`, type: 'hash:net', comment }, space, onePart(intervals)),
    ];
    this.#known.set(name, added);
    return added;
  }

  #stem(name: string): string {
    const stem = setStem(name, this.#stems);
    this.#stems.add(stem);
    return stem;
  }

  #add(
    set: Pick<HashSet, 'name' | 'type' | 'comment'>,
    space: { readonly family: Family },
    parts: readonly SetPart[],
  ): readonly string[] {
    if (parts.length === 0) return [];
    const family = space.family === 'ipv4' ? 'inet' : 'inet6';
    const elements = parts.reduce((total, one) => total + one.elements.length, 0);
    this.#sets.push({ ...set, family, ...capacity(elements), parts });
    return [set.name];
  }
}

function onePart(elements: readonly string[]): readonly SetPart[] {
  return elements.length === 0 ? [] : [{ elements, comment: '' }];
}

function versionOf({ family }: { readonly family: Family }): 'v4' | 'v6' {
  return family === 'ipv4' ? 'v4' : 'v6';
}

/** What ipset itself takes where it is not told. */
const LEAST_ELEMENTS = 65_536;
const LEAST_BUCKETS = 64;

/**
 * Room for twice the elements, so that members can be added to a loaded set; the limit takes no memory until it is
 * used. A bucket holds twelve elements at most, and the kernel doubles a table in which one overflows.
 */
export function capacity(elements: number): Pick<HashSet, 'hashsize' | 'maxelem'> {
  return {
    hashsize: Math.max(LEAST_BUCKETS, powerOfTwo(elements / 2)),
    maxelem: Math.max(LEAST_ELEMENTS, powerOfTwo(elements * 2)),
  };
}

/** The least power of two that is not below a number. */
function powerOfTwo(least: number): number {
  let power = 1;
  while (power < least) power *= 2;
  return power;
}
