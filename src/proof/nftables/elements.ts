import type { IntervalSet, Point } from '../../address/intervals.js';
import { Gathering } from '../gathering.js';
import { NotUnderstood } from '../not-understood.js';
import { addIpv4, addIpv6 } from '../ranges.js';
import { overlap, unionOfBounds } from '../values.js';
import { readPlainList } from './plain-list.js';
import { numberTypes, onlyNames, type ValueType } from './symbols.js';
import { shown } from './syntax.js';
import type { Tokens } from './tokens.js';

/** Values of one type, as a set of numbers or as names of devices. */
export type Values =
  | {
      readonly kind: 'numbers';
      readonly set: IntervalSet<number>;
      /** How many numbers each value stands for, where that is in the set already; 0 where some value cannot. */
      readonly unit?: number;
    }
  | { readonly kind: 'wide'; readonly set: IntervalSet<bigint> }
  | { readonly kind: 'names'; readonly names: readonly string[] };

/** Gathers elements of one type. */
export class Gathered {
  readonly #type: ValueType;
  readonly #bounds: Point[] = [];
  readonly #names: string[] = [];
  /** Where a list of IPv4 addresses is read, all of its values. */
  #list: Gathering | undefined;
  #spans = false;
  readonly #unit: number;

  /** `unit`: how many numbers each value of a list stands for. */
  constructor(type: ValueType, unit = 1) {
    this.#type = type;
    this.#unit = unit;
  }

  /** Reads the current token as a value, a range or a prefix, and goes behind it. */
  read(tokens: Tokens): void {
    const before = this.#bounds.length;
    if (!this.#add(tokens))
      throw new NotUnderstood(tokens.line, `${shown(tokens)} is not a value of ${this.#type}`);
    if (this.#bounds.length > before) this.#spans ||= !isOne(this.#bounds.at(-2)!, this.#bounds.at(-1)!);
    tokens.advance();
  }

  /** Reads what it can of a list whose first element is the current token, and goes to the first element that it leaves. */
  readPlain(tokens: Tokens, ranges: boolean): void {
    if (this.#type !== 'ipv4_addr' || tokens.kind !== 'word') return;
    this.#list ??= new Gathering(tokens.room, this.#unit);
    readPlainList(this.#list, tokens, ranges);
  }

  /** Whether any value was a range or a prefix of several. */
  get spans(): boolean {
    return this.#list?.spans ?? this.#spans;
  }

  /** Whether two of the values have something in common. */
  get overlaps(): boolean {
    return this.#list?.overlaps ?? overlap<Point>(this.#bounds);
  }

  /** All of them. It gathers nothing more. */
  finish(): Values {
    if (this.#type === 'ifname') return { kind: 'names', names: this.#names };
    if (this.#list) return this.#finishList(this.#list);
    const set = unionOfBounds(this.#bounds);
    return this.#type === 'ipv6_addr'
      ? { kind: 'wide', set: set as IntervalSet<bigint> }
      : { kind: 'numbers', set: set as IntervalSet<number> };
  }

  #finishList(list: Gathering): Values {
    const set = list.finish();
    if (this.#unit === 1) return { kind: 'numbers', set };
    return { kind: 'numbers', set, unit: list.isWhole ? this.#unit : 0 };
  }

  /** Sets can hold millions of addresses, so of those no text is cut out. */
  #add(tokens: Tokens): boolean {
    const { kind, text, start, end } = tokens;
    const type = this.#type;
    // Without quotes, what a name means depends on what nft has words for.
    if (type === 'ifname')
      return (kind === 'string' || (kind === 'word' && tokens.listed)) && this.#addName(tokens.value);
    if (kind !== 'word') return false;
    if (type === 'ipv4_addr') return addIpv4(this.#list ?? (this.#bounds as number[]), text, start, end);
    if (type === 'ipv6_addr') return addIpv6(this.#bounds as bigint[], text, start, end);
    const interval = readNumbers(type, tokens);
    if (interval) this.#bounds.push(...interval);
    return interval !== undefined;
  }

  /** Wildcards are not ours, and nft 1.0.6 loads some as something that it cannot list itself; a `$` begins a variable. */
  #addName(name: string): boolean {
    if (!/^[^\s*$"\\/]{1,15}$/.test(name) || Buffer.byteLength(name) > MOST_NAME) return false;
    this.#names.push(name);
    return true;
  }
}

/** The bytes of a device's name, at the most. */
const MOST_NAME = 15;

function isOne(first: Point, end: Point): boolean {
  return typeof first === 'bigint' ? first + 1n === end : first + 1 === end;
}

/** First number and one past the last. Listings hold ranges of names, which hold hyphens too and which nft does not load. */
function readNumbers(type: keyof typeof numberTypes, tokens: Tokens): readonly [number, number] | undefined {
  const text = tokens.value;
  const single = readNumber(type, text);
  if (single !== undefined) return [single, single + 1];
  // What lies between two names depends on the kernel's numbers for them.
  if (onlyNames.has(type) || !(tokens.listed || /^[0-9]+-[0-9]+$/.test(text))) return undefined;
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
