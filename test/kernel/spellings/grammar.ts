import type { Random } from '../../reference/random.js';

/** Makes one text of many that a grammar allows, or just does not. */
export type Grammar = (random: Random) => string;

/** A text, or what makes one. */
export type Part = string | Grammar;

export const textOf = (part: Part, random: Random): string =>
  typeof part === 'string' ? part : part(random);

export const oneOf =
  (...parts: readonly Part[]): Grammar =>
  (random) =>
    textOf(random.pick(parts), random);

/** All of them, without anything between. */
export const all =
  (...parts: readonly Part[]): Grammar =>
  (random) =>
    parts.map((part) => textOf(part, random)).join('');

/** Mostly the first, one time in `rarity` the second. */
export const mostly =
  (usual: Part, odd: Part, rarity = 8): Grammar =>
  (random) =>
    textOf(random.chance(1 / rarity) ? odd : usual, random);

/** So many, with `separator` between. */
export const several =
  (part: Part, from: number, to: number, separator: Part): Grammar =>
  (random) =>
    Array.from({ length: random.between(from, to) }).reduce<string>(
      (text, _, i) => text + (i === 0 ? '' : textOf(separator, random)) + textOf(part, random),
      '',
    );

export const between =
  (first: number, last: number): Grammar =>
  (random) =>
    String(random.between(first, last));
