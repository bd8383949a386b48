/** Choices that a seed decides: the same seed gives the same ones on every machine. */
export interface Random {
  /** 0 up to, not including, 1. */
  readonly next: () => number;
}

/** The generator mulberry32, for any seed; only its whole part below 2^32 counts. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return {
    next: () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = state;
      mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}

/** Both ends included. */
export function between({ next }: Random, first: number, last: number): number {
  return first + Math.floor(next() * (last - first + 1));
}

/** One of the items; of none, nothing. */
export function pick<T>(random: Random, items: readonly T[]): T | undefined {
  return items[between(random, 0, items.length - 1)];
}

/** At most so many different items, in any order. */
export function some<T>(random: Random, items: readonly T[], count: number): readonly T[] {
  const rest = [...items];
  const size = Math.min(count, rest.length);
  for (let at = 0; at < size; at++) {
    const other = between(random, at, rest.length - 1);
    [rest[at], rest[other]] = [rest[other]!, rest[at]!];
  }
  return rest.slice(0, size);
}

export function shuffle<T>(random: Random, items: readonly T[]): readonly T[] {
  return some(random, items, items.length);
}
