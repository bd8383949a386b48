/** `npm run test:whole` sets this: every combination is tried, which takes half an hour. */
export const isWhole = process.env.SECGROUP_WHOLE !== undefined;
const isSoak = process.env.SECGROUP_SOAK !== undefined;

/**
 * How often something random is tried: a good sample in every run, `whole` times with `npm run test:whole`, and `soak` times with
 * `npm run soak`, which takes hours. All begin with the same seeds, so what a run has found is found again.
 */
export function sample(usual: number, soak: number, whole = usual): number {
  if (isSoak) return soak;
  return isWhole ? whole : usual;
}

/**
 * Hands out combinations in turn: every call gives the next `few` of them, and begins anew after the last. So the tests of a file share
 * the kinds of firewall among them, each test on some and each kind in some test; what is in the list twice comes twice as often. Files
 * that share a list begin at different places of it: `first`. With `npm run test:whole` every call gives all.
 */
export function inTurn<T>(all: readonly T[], usual = 1, first = 0): (few?: number) => readonly T[] {
  let next = first;
  return (few = usual) => {
    if (isWhole || isSoak || few >= all.length) return [...new Set(all)];
    return Array.from({ length: few }, () => all[next++ % all.length]!);
  };
}

/** Every pair of both, in an order in which neighbours have neither in common: the first few already hold something of each. */
export function pairs<A, B>(some: readonly A[], others: readonly B[]): readonly (readonly [A, B])[] {
  return others.flatMap((_, shift) =>
    some.map((one, i) => [one, others[(i + shift) % others.length]!] as const),
  );
}
