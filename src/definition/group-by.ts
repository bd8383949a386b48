/** Things by what they have in common, in the order in which each first appears. */
export function groupBy<T, K>(
  things: Iterable<T>,
  keyOf: (thing: T) => K,
): ReadonlyMap<K, readonly [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const same = groups.get(key);
    if (same) same.push(thing);
    else groups.set(key, [thing]);
  }
  return groups;
}
