import type { IntervalSet } from '../address/intervals.js';
import { unionOfBounds } from './values.js';

/** What the kernel calls the device where a hook has none. */
export const NO_DEVICE = '';

/**
 * The devices that a proof tells apart: none, each that is named on either side, one more for each pattern, and one that nobody
 * names. What holds for those holds for every device there is.
 */
export class Devices {
  readonly names: readonly string[];
  readonly #indexes: ReadonlyMap<string, number>;

  constructor(patterns: Iterable<string>) {
    const given = new Set(patterns);
    const named = [...given].filter((name) => !name.endsWith('*'));
    const names = new Set([NO_DEVICE, ...named]);
    for (const pattern of given) if (pattern.endsWith('*')) names.add(unnamed(pattern.slice(0, -1), given));
    const mayBeOther = [...given].some((one) => one.endsWith('*') && 'other'.startsWith(one.slice(0, -1)));
    names.add(unnamed(mayBeOther ? '' : 'other', given));
    this.names = [...names];
    this.#indexes = new Map(this.names.map((name, index) => [name, index]));
  }

  /** The devices that any of the names or patterns means. */
  matching(patterns: readonly string[]): IntervalSet<number> {
    const indexes = patterns.flatMap((pattern) =>
      pattern.endsWith('*') ? this.#like(pattern) : this.#called(pattern),
    );
    return unionOfBounds(indexes.flatMap((index) => [index, index + 1]));
  }

  #called(name: string): readonly number[] {
    const index = this.#indexes.get(name);
    return index === undefined ? [] : [index];
  }

  #like(pattern: string): readonly number[] {
    return this.names.flatMap((name, index) => (matchesDevice(pattern, name) ? [index] : []));
  }
}

export function matchesDevice(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/** A name that begins like this and that nothing else means. */
function unnamed(start: string, given: ReadonlySet<string>): string {
  const taken = (name: string) =>
    [...given].some((pattern) => pattern.length > start.length + 1 && matchesDevice(pattern, name));
  for (let n = 0; ; n++) {
    // Digits first; where patterns take all of those, other characters.
    const name = `${start}${n < 10 ? n : String.fromCodePoint(n + 0x57)}`;
    if (!given.has(name) && !taken(name)) return name;
  }
}
