/** One of each list, then the next of each: whoever takes the first so many gets a fair share of every list. */
export function* inTurn<T>(lists: Iterable<Iterable<T>>): Generator<T> {
  let open = Array.from(lists, (list) => list[Symbol.iterator]());
  while (open.length > 0) {
    const still: Iterator<T>[] = [];
    for (const list of open) {
      const { done, value } = list.next();
      if (done) continue;
      yield value;
      still.push(list);
    }
    open = still;
  }
}
