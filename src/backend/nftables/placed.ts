import { overlayOf } from './overlay.js';
import { chainOf, generationOf } from './own-items.js';
import { calling, callsOf } from './script-rules.js';
import type { ScriptChain } from './staged.js';

/** Scripts and lists above this many characters are long: shorter ones are sent again rather than left where they are. */
const LONG = 8192;

/** The chains of a script that a kernel has already. */
export interface Earlier {
  /** 0: as a script loads them itself. */
  readonly generation: number;
  readonly chains: readonly ScriptChain[];
}

/** The chains of a kernel, and those that their rules call. */
export type Present = ReadonlyMap<string, readonly string[]>;

/** A chain by the name that it has in the kernel. */
export interface PlacedChain {
  readonly name: string;
  readonly rules: readonly string[];
}

/**
 * The chains to be made for a generation. Of a long script, what an earlier generation decides as well is left where it is and led to, and
 * of a long list only what has changed is made (`overlay.ts`). `present`: the chains that the kernel has, and what they call; `earlier`: what these mean, the
 * oldest first.
 */
export function placed(
  chains: readonly ScriptChain[],
  generation: number,
  present: Present,
  earlier: readonly Earlier[],
  long = LONG,
): readonly PlacedChain[] {
  const isLong = chains.reduce((sum, { rules }) => sum + rules.join('').length, 0) > long;
  return new Placing(chains, { generation, present, earlier: isLong ? earlier : [], long }).made();
}

class Placing {
  readonly #generation: number;
  readonly #present: Present;
  readonly #long: number;
  readonly #next: ReadonlyMap<string, ScriptChain>;
  readonly #earlier: readonly Before[];
  readonly #places = new Map<string, string>();

  constructor(
    chains: readonly ScriptChain[],
    {
      generation,
      present,
      earlier,
      long,
    }: {
      readonly generation: number;
      readonly present: Present;
      readonly earlier: readonly Earlier[];
      readonly long: number;
    },
  ) {
    this.#generation = generation;
    this.#present = present;
    this.#long = long;
    this.#next = byName(chains);
    this.#earlier = earlier.map((one) => ({ ...one, chains: byName(one.chains), alike: new Map() }));
  }

  /** Those that base chains lead to, and what these lead to that the kernel does not have. */
  made(): readonly PlacedChain[] {
    const own = new Map([...this.#next.keys()].map((name) => [chainOf(this.#generation, name), name]));
    const left = [...this.#next.values()].filter(({ isBase }) => isBase || this.#earlier.length === 0);
    const seen = new Set(left);
    const made: PlacedChain[] = [];
    for (let chain = left.pop(); chain; chain = left.pop()) {
      for (const placed of this.#make(chain)) {
        made.push(placed);
        for (const name of placed.rules.flatMap(callsOf)) {
          const called = this.#next.get(own.get(name) ?? '');
          if (called && !seen.has(called)) left.push(called);
          if (called) seen.add(called);
        }
      }
    }
    return made.reverse();
  }

  #make({ name, rules, isBase }: ScriptChain): readonly PlacedChain[] {
    const own = chainOf(this.#generation, name);
    const changed = `${own}/changed`;
    const next = rules.map((rule) => calling(rule, (chain) => this.#placeOf(chain)));
    for (const before of isBase ? [] : this.#earlier) {
      const old = before.chains
        .get(name)
        ?.rules.map((rule) => calling(rule, (chain) => placeIn(before, chain)));
      const base = placeIn(before, name);
      const overlay =
        old && this.#isWhole(base, name) && overlayOf(old, next, { base, changed, long: this.#long });
      if (!overlay) continue;
      const apart = overlay.changed ? [{ name: changed, rules: overlay.changed }] : [];
      return [{ name: own, rules: overlay.rules }, ...apart];
    }
    return [{ name: own, rules: next }];
  }

  /** Whether the kernel has a chain that does not itself lead to an older one of its name: packets go through two of them at most. */
  #isWhole(base: string, name: string): boolean {
    return this.#present.get(base)?.every((called) => shortName(called) !== name) ?? false;
  }

  /** Where the kernel has what a chain of the script means, or will have. */
  #placeOf(name: string): string {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const before = this.#earlier.find((one) => this.#isAlike(one, name));
    const place = before ? placeIn(before, name) : chainOf(this.#generation, name);
    this.#places.set(name, place);
    return place;
  }

  /** Whether a chain, and all that it calls, is what an earlier generation has under its name. Chains never call each other in a circle. */
  #isAlike(before: Before, name: string): boolean {
    const known = before.alike.get(name);
    if (known !== undefined) return known;
    const [old, next] = [before.chains.get(name)?.rules, this.#next.get(name)!.rules];
    const isAlike =
      this.#present.has(placeIn(before, name)) &&
      old?.length === next.length &&
      next.every((rule, at) => rule === old[at]) &&
      next.flatMap(callsOf).every((called) => this.#isAlike(before, called));
    before.alike.set(name, isAlike);
    return isAlike;
  }
}

interface Before {
  readonly generation: number;
  readonly chains: ReadonlyMap<string, ScriptChain>;
  /** What is known of its chains: whether they mean what those of the new script do. */
  readonly alike: Map<string, boolean>;
}

function byName(chains: readonly ScriptChain[]): ReadonlyMap<string, ScriptChain> {
  return new Map(chains.map((chain) => [chain.name, chain]));
}

function placeIn({ generation }: Before, chain: string): string {
  return generation === 0 ? chain : chainOf(generation, chain);
}

/** A chain's name in the script of its generation. */
function shortName(chain: string): string {
  const generation = generationOf(chain);
  return generation === undefined ? chain : chain.slice(chainOf(generation, '').length);
}
