/** Two objects of one name would silently become one, with the rules of both. */
export function assertDistinct<T extends { readonly name: string }>(
  kind: string,
  objects: readonly T[],
): readonly T[] {
  const names = new Set<string>();
  for (const { name } of objects) {
    if (names.has(name)) throw new Error(`two ${kind}s are named '${name}'`);
    names.add(name);
  }
  return objects;
}
