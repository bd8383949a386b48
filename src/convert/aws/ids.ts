import { createHash } from 'node:crypto';

/** Length of the digits behind the `sg-` of an id. */
const DIGITS = 17;

/**
 * Ids as AWS has them, for things that may have come from elsewhere: what is an id of the kind already stays, everything
 * else gets one that depends on nothing but what it is called, so that the same definition gives the same ids.
 */
export class Ids {
  readonly #prefix: string;
  readonly #taken = new Set<string>();

  constructor(prefix: 'sg' | 'pl' | 'i' | 'eni') {
    this.#prefix = prefix;
  }

  /** An id that no other thing has got. `within` tells apart what has the same id in different places. */
  of(id: string, within = ''): string {
    let found = this.#isOwn(id) ? id : this.#made(`${within} ${id}`);
    for (let n = 2; this.#taken.has(found); n++) found = this.#made(`${within} ${id} ${n}`);
    this.#taken.add(found);
    return found;
  }

  #isOwn(id: string): boolean {
    return id.startsWith(`${this.#prefix}-`) && /^[A-Za-z0-9_-]{1,255}$/.test(id);
  }

  #made(text: string): string {
    return `${this.#prefix}-${createHash('sha256').update(text).digest('hex').slice(0, DIGITS)}`;
  }
}
