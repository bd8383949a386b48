import { createHash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Ids as OpenStack has them, for things that may have come from elsewhere. What is one already stays; others get one that
 * depends on nothing but what they are called, so that the same definition gives the same ids.
 */
export class Uuids {
  readonly #kind: string;
  readonly #taken = new Set<string>();

  constructor(kind: string) {
    this.#kind = kind;
  }

  /** An id that no other thing of the kind has got. `within` tells apart what has the same id in different places. */
  of(id: string, within = ''): string {
    let found = UUID.test(id) ? id : this.#made(`${within} ${id}`);
    for (let n = 2; this.#taken.has(found); n++) found = this.#made(`${within} ${id} ${n}`);
    this.#taken.add(found);
    return found;
  }

  #made(text: string): string {
    const digits = createHash('sha256').update(`${this.#kind} ${text}`).digest('hex');
    // Version 8 of RFC 9562: an id made by rules of one's own.
    const parts = [
      digits.slice(0, 8),
      digits.slice(8, 12),
      `8${digits.slice(13, 16)}`,
      `8${digits.slice(17, 20)}`,
    ];
    return [...parts, digits.slice(20, 32)].join('-');
  }
}
