import { Ipv4Bytes } from '../../address/ipv4-bytes.js';
import { type JsonCursor, punctuation, quoted } from '../../document/json-cursor.js';
import { TCP, UDP } from '../../traffic/protocols.js';
import { CELLS, type Traffic } from '../../traffic/traffic.js';

const { comma, colon, quote, openList, closeList, openObject, closeObject } = punctuation;

const keys = quoted([
  ...['IpProtocol', 'FromPort', 'ToPort', 'IpRanges'],
  ...['Ipv6Ranges', 'PrefixListIds', 'UserIdGroupPairs'],
]);
const [PROTOCOL, FIRST, LAST, RANGES] = [0, 1, 2, 3];

const protocols = quoted(['tcp', 'udp']);
const numbers = [TCP, UDP];

const rangeKeys = quoted(['CidrIp', 'Description']);

/**
 * Reads permissions as nearly all of a hundred thousand are: ports of TCP or UDP for IPv4 prefixes, with nothing to be said of them.
 * It makes no objects of what is written, and tells of the permission that it read last.
 */
export class PlainPermissions {
  /** How many peers there are; never none. */
  count = 0;
  readonly #cursor: JsonCursor;
  readonly #prefix = new Ipv4Bytes();
  /** By the numbers of the first keys: the protocol by its place, and the ports. */
  readonly #bounds = [0, 0, 0];
  readonly #addresses: number[] = [];
  readonly #lengths: number[] = [];
  readonly #descriptions: string[] = [];

  constructor(cursor: JsonCursor) {
    this.#cursor = cursor;
  }

  /** Reads the next one; false where it is any other: then the cursor stands somewhere in it. */
  read(): boolean {
    const cursor = this.#cursor;
    this.count = 0;
    this.#bounds.fill(-1);
    if (!cursor.take(openObject)) return false;
    let key = -1;
    do {
      key = cursor.takeOneOf(keys, key + 1);
      if (key < 0 || !cursor.take(colon) || !this.#readValue(key)) return false;
    } while (cursor.take(comma));
    return cursor.take(closeObject) && this.count > 0 && this.#hasPorts();
  }

  get traffic(): Traffic {
    const [protocol, first, last] = this.#bounds;
    return { protocol: numbers[protocol!]!, first: first!, last: last! };
  }

  /** The first address of a prefix, as 32 bits of either sign. */
  address(index: number): number {
    return this.#addresses[index]!;
  }

  length(index: number): number {
    return this.#lengths[index]!;
  }

  description(index: number): string {
    return this.#descriptions[index]!;
  }

  #hasPorts(): boolean {
    const [first, last] = [this.#bounds[FIRST]!, this.#bounds[LAST]!];
    return this.#bounds[PROTOCOL]! >= 0 && first >= 0 && first <= last && last < CELLS;
  }

  #readValue(key: number): boolean {
    const cursor = this.#cursor;
    if (key < RANGES) {
      this.#bounds[key] = key === PROTOCOL ? cursor.takeOneOf(protocols) : cursor.takeNumber();
      return true;
    }
    if (!cursor.take(openList)) return false;
    return cursor.take(closeList) || (key === RANGES && this.#readRanges());
  }

  #readRanges(): boolean {
    do if (!this.#readRange()) return false;
    while (this.#cursor.take(comma));
    return this.#cursor.take(closeList);
  }

  #readRange(): boolean {
    const cursor = this.#cursor;
    const before = this.count;
    this.#descriptions[before] = '';
    if (!cursor.take(openObject)) return false;
    do {
      const key = cursor.takeOneOf(rangeKeys);
      if (key < 0 || !cursor.take(colon)) return false;
      if (key === 0 ? !this.#readPrefix() : !this.#readDescription(before)) return false;
    } while (cursor.take(comma));
    return cursor.take(closeObject) && this.count > before;
  }

  /** Everybody is no range. */
  #readPrefix(): boolean {
    const cursor = this.#cursor;
    const prefix = this.#prefix;
    if (!cursor.take(quote) || !prefix.read(cursor.bytes, cursor.at)) return false;
    cursor.at = prefix.end;
    if (!cursor.isAt(quote) || !prefix.hasLength || prefix.length === 0) return false;
    cursor.at++;
    this.#addresses[this.count] = prefix.address | 0;
    this.#lengths[this.count++] = prefix.length;
    return true;
  }

  #readDescription(index: number): boolean {
    const text = this.#cursor.takeText();
    this.#descriptions[index] = text ?? '';
    return text !== undefined;
  }
}
