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
    if (type === 'ipv4_addr') return addRange4(this.#bounds as number[], text, start, end);
    if (type === 'ipv6_addr') return addRange6(this.#bounds as bigint[], text, start, end);
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

/** First number and one past the last. Names hold hyphens too: listings write ranges as `echo-request-echo-reply`. */
function readNumbers(type: keyof typeof numberTypes, text: string): readonly [number, number] | undefined {
  const single = readNumber(type, text);
  if (single !== undefined) return [single, single + 1];
  for (let at = text.indexOf('-'); at >= 0; at = text.indexOf('-', at + 1)) {
    const first = readNumber(type, text.slice(0, at));
    const last = readNumber(type, text.slice(at + 1));
    if (first !== undefined && last !== undefined && first <= last) return [first, last + 1];
  }
  return undefined;
}

function readNumber(type: keyof typeof numberTypes, text: string): number | undefined {
  const { names, end } = numberTypes[type];
  const named = names.get(text);
  if (named !== undefined || onlyNames.has(type) || !isNumber(text)) return named;
  return Number(text) < end ? Number(text) : undefined;
}

function isNumber(text: string): boolean {
  return /^(0|[1-9][0-9]{0,4})$/.test(text);
}

const sizes4 = Array.from({ length: 33 }, (_, length) => 2 ** (32 - length));
const sizes6 = Array.from({ length: 129 }, (_, length) => 1n << BigInt(128 - length));

const [SLASH, DASH] = [47, 45];

/** Where the first address of `a`, `a-b` or `a/length` ends. */
function firstEnd(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) !== SLASH && text.charCodeAt(at) !== DASH) at++;
  return at;
}

/** Of a prefix, nft clears the bits behind its length. The same for IPv6 is below: common code takes twice the time. */
function addRange4(bounds: number[], text: string, start: number, end: number): boolean {
  const at = firstEnd(text, start, end);
  const first = readIpv4(text, start, at);
  if (first === undefined) return false;
  if (at === end) {
    bounds.push(first, first + 1);
    return true;
  }
  if (text.charCodeAt(at) === DASH) {
    const last = readIpv4(text, at + 1, end);
    if (last === undefined || last < first) return false;
    bounds.push(first, last + 1);
    return true;
  }
  const length = readLength(text, at + 1, end);
  const size = length === undefined ? undefined : sizes4[length];
  if (size === undefined) return false;
  const masked = first - (first % size);
  bounds.push(masked, masked + size);
  return true;
}

function addRange6(bounds: bigint[], text: string, start: number, end: number): boolean {
  const at = firstEnd(text, start, end);
  const first = readIpv6(text, start, at);
  if (first === undefined) return false;
  if (at === end) {
    bounds.push(first, first + 1n);
    return true;
  }
  if (text.charCodeAt(at) === DASH) {
    const last = readIpv6(text, at + 1, end);
    if (last === undefined || last < first) return false;
    bounds.push(first, last + 1n);
    return true;
  }
  const length = readLength(text, at + 1, end);
  const size = length === undefined ? undefined : sizes6[length];
  if (size === undefined) return false;
  const masked = first & ~(size - 1n);
  bounds.push(masked, masked + size);
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
