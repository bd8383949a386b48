import type { PrefixList } from '../../definition/model.js';
import type { Resource } from './resource.js';

/** What rules can refer to. */
export interface Known {
  /** Groups of the input by their ids, each with its account where that is known. */
  readonly groups: ReadonlyMap<string, { readonly owner: string | undefined }>;
  /** Prefix lists whose entries are known, by their ids. */
  readonly lists: ReadonlyMap<string, PrefixList>;
}

/** A security group that a rule belongs to. */
export interface Owner {
  readonly id: string;
  readonly account: string | undefined;
}

export function ownerOf(resource: Resource, id: string): Owner {
  return { id, account: resource.values.peek('owner_id') };
}
