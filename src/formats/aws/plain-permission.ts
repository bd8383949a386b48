import type { AddressRange } from '../../address/parse.js';
import { type JsonCursor, punctuation, quoted } from '../../document/json-cursor.js';
import { TCP, UDP } from '../../traffic/protocols.js';
import { CELLS, type Traffic } from '../../traffic/traffic.js';
import { isAnywhere, plainPrefix } from '../shared/prefix.js';

/** A permission of which there is nothing to say: ports of TCP or UDP for IPv4 prefixes. */
export interface PlainPermission {
  readonly traffic: Traffic;
  /** In the order of its `IpRanges`; never empty. */
  readonly ranges: readonly PlainRange[];
}

interface PlainRange {
  readonly range: AddressRange;
  readonly description: string;
}

const { comma, colon, openList, closeList, openObject, closeObject } = punctuation;

const keys = quoted([
  ...['IpProtocol', 'FromPort', 'ToPort', 'IpRanges'],
  ...['Ipv6Ranges', 'PrefixListIds', 'UserIdGroupPairs'],
]);
const [PROTOCOL, FIRST, LAST, RANGES] = [0, 1, 2, 3];

const protocols = quoted(['tcp', 'udp']);
const numbers = [TCP, UDP];

const rangeKeys = quoted(['CidrIp', 'Description']);

/**
 * Reads a permission as nearly all of a hundred thousand are, without making objects of what is written. Nothing where it is
 * any other: then nothing was read, and the cursor stands somewhere in it.
 */
export function readPlainPermission(cursor: JsonCursor): PlainPermission | undefined {
  const bounds = [-1, -1, -1];
  let ranges: PlainRange[] = [];
  let key = -1;
  if (!cursor.take(openObject)) return undefined;
  do {
    key = cursor.takeOneOf(keys, key + 1);
    if (key < 0 || !cursor.take(colon)) return undefined;
    if (key < RANGES) bounds[key] = key === PROTOCOL ? cursor.takeOneOf(protocols) : cursor.takeNumber();
    else if (!cursor.take(openList)) return undefined;
    else if (!cursor.take(closeList)) {
      if (key !== RANGES) return undefined;
      const read = readRanges(cursor);
      if (!read) return undefined;
      ranges = read;
    }
  } while (cursor.take(comma));
  if (!cursor.take(closeObject) || ranges.length === 0) return undefined;
  const [protocol, first, last] = [numbers[bounds[PROTOCOL]!], bounds[FIRST]!, bounds[LAST]!];
  if (protocol === undefined || first < 0 || first > last || last >= CELLS) return undefined;
  return { traffic: { protocol, first, last }, ranges };
}

/** From behind the opening bracket of a list to behind its closing one. */
function readRanges(cursor: JsonCursor): PlainRange[] | undefined {
  const ranges: PlainRange[] = [];
  do {
    const range = readRange(cursor);
    if (!range) return undefined;
    ranges.push(range);
  } while (cursor.take(comma));
  return cursor.take(closeList) ? ranges : undefined;
}

function readRange(cursor: JsonCursor): PlainRange | undefined {
  let range: AddressRange | undefined;
  let description = '';
  if (!cursor.take(openObject)) return undefined;
  do {
    const key = cursor.takeOneOf(rangeKeys);
    if (key < 0 || !cursor.take(colon)) return undefined;
    const text = cursor.takeText();
    if (text === undefined) return undefined;
    if (key === 0) range = plainPrefix(text);
    else description = text;
  } while (cursor.take(comma));
  if (!cursor.take(closeObject) || range?.family !== 'ipv4' || isAnywhere(range)) return undefined;
  return { range, description };
}
