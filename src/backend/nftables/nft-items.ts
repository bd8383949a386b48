import { MachineError } from '../../machine/errors.js';
import { itemsOf, type JsonObject } from '../../proof/nftables/listing.js';
import type { Listing } from '../listing.js';

/** A listing of nft that is read once, however often it is asked, and written only where its text is asked for. */
export class NftItems implements Listing {
  readonly others: readonly string[];
  readonly misleading?: readonly string[];
  #text: string | undefined;
  #items: readonly JsonObject[] | undefined;

  constructor(
    content: { readonly text: string } | { readonly items: readonly JsonObject[] },
    { others, misleading }: Pick<Listing, 'others' | 'misleading'>,
  ) {
    if ('text' in content) this.#text = content.text;
    else this.#items = content.items;
    this.others = others;
    if (misleading) this.misleading = misleading;
  }

  get text(): string {
    this.#text ??= JSON.stringify({ nftables: this.#items });
    return this.#text;
  }

  /** Throws a `MachineError` where the text is no listing. */
  get items(): readonly JsonObject[] {
    this.#items ??= itemsOf(this.#text!, (_, problem) => {
      throw new MachineError(problem);
    });
    return this.#items;
  }
}

export function listingOf(text: string, rest: Pick<Listing, 'others' | 'misleading'>): Listing {
  return new NftItems({ text }, rest);
}

export function itemsIn(listing: Listing): readonly JsonObject[] {
  return listing instanceof NftItems ? listing.items : new NftItems(listing, listing).items;
}
