import { closestMatch } from 'leven';

/** Nobody mistypes a name that is longer; to compare two takes time with the product of their lengths. */
const LONGEST = 256;

/**
 * Pairs of letters that are compared at the most for all names that are looked for among the same candidates: about a
 * second. Where thousands of names are unknown among thousands, the first mistakes tell what is wrong.
 */
const PATIENCE = 100_000_000;

/**
 * `did you mean 'x'?` with the candidate nearest to a mistyped name: in another case, with two neighbours swapped,
 * or with at most a third of its letters different (one, in a short name).
 */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  return new SimilarNames(candidates).suggest(name);
}

/** The same candidate by itself. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  return new SimilarNames(candidates).nearest(name);
}

/** Candidates among which many names may be looked for. They are listed when the first one is. */
export class SimilarNames {
  readonly #list: () => Iterable<string>;
  #listed: ReadonlySet<string> | undefined;
  #patience = PATIENCE;
  #byLowerCase: ReadonlyMap<string, string> | undefined;

  constructor(names: Iterable<string> | (() => Iterable<string>)) {
    this.#list = typeof names === 'function' ? names : () => names;
  }

  get names(): ReadonlySet<string> {
    this.#listed ??= new Set(this.#list());
    return this.#listed;
  }

  suggest(name: string): string | undefined {
    const nearest = this.nearest(name);
    return nearest === undefined ? undefined : `did you mean '${nearest}'?`;
  }

  nearest(name: string): string | undefined {
    if (name.length > LONGEST) return undefined;
    return this.#inAnotherCase(name) ?? this.#swapped(name) ?? this.#closest(name);
  }

  #inAnotherCase(name: string): string | undefined {
    // Of several, the first remains.
    this.#byLowerCase ??= new Map([...this.names].reverse().map((one) => [one.toLowerCase(), one]));
    return this.#byLowerCase.get(name.toLowerCase());
  }

  #swapped(name: string): string | undefined {
    for (let at = 0; at + 1 < name.length; at++) {
      const one = name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2);
      if (this.names.has(one)) return one;
    }
    return undefined;
  }

  #closest(name: string): string | undefined {
    if (this.names.size > this.#patience) return undefined;
    const maxDistance = Math.max(1, Math.floor(name.length / 3));
    const close = [...this.names].filter(({ length }) => Math.abs(length - name.length) <= maxDistance);
    this.#patience -= close.reduce((sum, { length }) => sum + length * name.length, this.names.size);
    return closestMatch(name, close, { maxDistance });
  }
}
