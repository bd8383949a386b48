import type { Item } from '../shared/item.js';

/** What rules and ports can refer to: ids, and the ids that go by a name. Names are not unique. */
export interface Known {
  readonly groups: References;
  readonly addressGroups: References;
}

/** The things of one kind that a text can name. */
export interface References {
  readonly ids: ReadonlySet<string>;
  readonly byName: ReadonlyMap<string, readonly string[]>;
}

/** The id of the one thing that is meant, or why there is none, going on from its name. */
export type Found =
  | { readonly id: string; readonly reason?: undefined }
  | { readonly id?: undefined; readonly reason: string };

/** The thing that a text names, by its id or by a name that only one has. */
export function find({ ids, byName }: References, text: string): Found {
  if (ids.has(text)) return { id: text };
  const [only, more] = byName.get(text) ?? [];
  if (only === undefined) return { reason: 'is not in the input' };
  return more === undefined ? { id: only } : { reason: 'is one of several with that name' };
}

/** The ids and names of things; values of a wrong type count as absent here, and are reported where a thing is read. */
export function referencesOf(items: readonly Item[], otherIds: Iterable<string> = []): References {
  const names = new Map<string, Set<string>>();
  for (const item of items) {
    const id = item.peek('id');
    const name = item.peek('name');
    if (id !== undefined && name) names.set(name, (names.get(name) ?? new Set()).add(id));
  }
  const ids = new Set([...items.flatMap((item) => item.peek('id') ?? []), ...otherIds]);
  return { ids, byName: new Map(Array.from(names, ([name, some]) => [name, [...some]])) };
}

/** What one or the other leads to. */
export function eitherOf(a: References, b: References): References {
  const byName = new Map(a.byName);
  for (const [name, ids] of b.byName) byName.set(name, [...(byName.get(name) ?? []), ...ids]);
  return { ids: new Set([...a.ids, ...b.ids]), byName };
}
