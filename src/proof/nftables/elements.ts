import type { IntervalSet, Point } from '../../address/intervals.js';
import { readIpv4, readIpv6 } from '../addresses.js';
import { unionOfBounds } from '../values.js';
import { NotUnderstood } from './not-understood.js';
import { numberTypes, onlyNames, type ValueType } from './symbols.js';
import type { Tokens } from './tokens.js';

/** Values of one type, as a set of numbers or as names of devices. */
export type Values =
  | { readonly kind: 'numbers'; readonly set: IntervalSet<number> }
  | { readonly kind: 'wide'; readonly set: IntervalSet<bigint> }
  | { readonly kind: 'names'; readonly names: readonly string[] };

/** Gathers elements of one type. */
export class Gathered {
  readonly #type: ValueType;
  readonly #bounds: Point[] = [];
  readonly #names: string[] = [];

  constructor(type: ValueType) {
    this.#type = type;
  }

  /** Reads the current token as a value, a range or a prefix, and goes behind it. */
  read(tokens: Tokens): void {
    if (!this.#add(tokens))
      throw new NotUnderstood(tokens.line, `'${tokens.value}' is no value of ${this.#type}`);
    tokens.advance();
  }

  get values(): Values {
    if (this.#type === 'ifname') return { kind: 'names', names: this.#names };
    const set = unionOfBounds(this.#bounds);
    return this.#type === 'ipv6_addr'
      ? { kind: 'wide', set: set as IntervalSet<bigint> }
      : { kind: 'numbers', set: set as IntervalSet<number> };
  }

  /** Sets can hold millions of addresses, so of those no text is cut out. */
  #add(tokens: Tokens): boolean {
    const { kind, text, start, end } = tokens;
    const type = this.#type;
    if (type === 'ifname') return (kind === 'word' || kind === 'string') && this.#addName(tokens.value);
    if (kind !== 'word') return false;
    if (type === 'ipv4_addr') return addRange(this.#bounds, text, start, end, readIpv4, ipv4Arithmetic);
    if (type === 'ipv6_addr') return addRange(this.#bounds, text, start, end, readIpv6, ipv6Arithmetic);
    const interval = readNumbers(type, tokens.value);
    if (interval) this.#bounds.push(...interval);
    return interval !== undefined;
  }

  /** Wildcards stand at the end only; alone, they would be something else again. */
  #addName(name: string): boolean {
    if (name === '' || name === '*' || name.slice(0, -1).includes('*')) return false;
    this.#names.push(name);
    return true;
  }
}

/** First number and one past the last. */
function readNumbers(type: keyof typeof numberTypes, text: string): readonly [number, number] | undefined {
  const { names, end } = numberTypes[type];
  const named = names.get(text);
  if (named !== undefined) return [named, named + 1];
  if (onlyNames.has(type)) return undefined;
  const [first, last = first, ...more] = text.split('-');
  if (!isNumber(first) || !isNumber(last) || more.length > 0) return undefined;
  const interval = [Number(first), Number(last) + 1] as const;
  return interval[0] < interval[1] && interval[1] <= end ? interval : undefined;
}

function isNumber(text: string | undefined): text is string {
  return text !== undefined && /^(0|[1-9][0-9]{0,4})$/.test(text);
}

interface Arithmetic<P extends Point> {
  readonly bits: number;
  readonly plus: (a: P, b: P) => P;
  readonly one: P;
  /** How many addresses a prefix of each length holds. */
  readonly sizes: readonly P[];
  /** The first address of the prefix of a length in which an address lies. */
  readonly first: (address: P, length: number) => P;
}

const sizes4 = Array.from({ length: 33 }, (_, length) => 2 ** (32 - length));
const sizes6 = Array.from({ length: 129 }, (_, length) => 1n << BigInt(128 - length));

const ipv4Arithmetic: Arithmetic<number> = {
  bits: 32,
  plus: (a, b) => a + b,
  one: 1,
  sizes: sizes4,
  first: (address, length) => (length === 0 ? 0 : (address >>> (32 - length)) * sizes4[length]!),
};

const ipv6Arithmetic: Arithmetic<bigint> = {
  bits: 128,
  plus: (a, b) => a + b,
  one: 1n,
  sizes: sizes6,
  first: (address, length) => address & ~(sizes6[length]! - 1n),
};

const [SLASH, DASH] = [47, 45];

/** Adds `a`, `a-b` or `a/length`; of a prefix, nft clears the bits behind its length. */
function addRange<P extends Point>(
  bounds: Point[],
  text: string,
  start: number,
  end: number,
  read: (text: string, start: number, end: number) => P | undefined,
  { bits, plus, one, sizes, first }: Arithmetic<P>,
): boolean {
  let at = start;
  while (at < end && text.charCodeAt(at) !== SLASH && text.charCodeAt(at) !== DASH) at++;
  const address = read(text, start, at);
  if (address === undefined) return false;
  if (at === end) {
    bounds.push(address, plus(address, one));
    return true;
  }
  if (text.charCodeAt(at) === DASH) {
    const last = read(text, at + 1, end);
    if (last === undefined || last < address) return false;
    bounds.push(address, plus(last, one));
    return true;
  }
  const length = readLength(text, at + 1, end);
  if (length === undefined || length > bits) return false;
  const masked = first(address, length);
  bounds.push(masked, plus(masked, sizes[length]!));
  return true;
}

function readLength(text: string, start: number, end: number): number | undefined {
  let length = 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    length = length * 10 + digit;
  }
  return start < end && end - start <= 3 ? length : undefined;
}
