/** One of each list, then the next of each: whoever takes the first so many gets a fair share of every list. */
export function* inTurn<T>(lists: Iterable<Iterable<T>>): Generator<T, void> {
  const open: Iterator<T>[] = Array.from(lists, (list) => list[Symbol.iterator]());
  while (open.length > 0) {
    let still = 0;
    for (const list of open) {
      const next = list.next();
      if (next.done) continue;
      yield next.value;
      open[still++] = list;
    }
    open.length = still;
  }
}
