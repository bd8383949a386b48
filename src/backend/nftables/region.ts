import {
  fromIntervals,
  type Interval,
  type IntervalSet,
  intersects,
  intervalsOf,
  type Point,
  subtract,
} from '../../address/intervals.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import { parseAddress, parseAddressRange } from '../../address/parse.js';
import { formatSet, type Space } from '../../address/space.js';
import { keyOf, type Lookup } from './script-rules.js';

/** Values of a key: under what all fields but the last are, those of the last, which are addresses of one family or numbers. */
export type Region = ReadonlyMap<string, IntervalSet<Point>>;

interface Place {
  /** All fields but the last; all of them where the last is a word. */
  readonly under: string;
  readonly values: Interval<Point>;
}

/** The word that stands under itself. */
const WORD: Interval<Point> = { start: 0, end: 1 };

/** The values that an element of a lookup stands for. */
function placeOf(element: string, mask: string | undefined): Place {
  const key = keyOf(element);
  const cut = key.lastIndexOf(' . ');
  const [under, last] = cut < 0 ? ['', key] : [key.slice(0, cut), key.slice(cut + 3)];
  const [, first, end] = /^(\d+)(?:-(\d+))?$/.exec(last) ?? [];
  if (first !== undefined) return { under, values: { start: Number(first), end: Number(end ?? first) + 1 } };
  const parsed = parseAddressRange(last);
  if (!parsed.ok) return { under: key, values: WORD };
  return { under, values: mask === undefined ? parsed.range : networkOf(parsed.range, mask) };
}

function networkOf({ start }: Interval<Point>, mask: string): Interval<Point> {
  const parsed = parseAddress(mask);
  if (!parsed.ok) throw new Error(`'${mask}' is not a mask`);
  const all = parsed.range.family === 'ipv4' ? 2 ** 32 : 2n ** 128n;
  if (typeof start === 'number') return { start, end: start + (Number(all) - Number(parsed.range.start)) };
  return { start, end: start + (BigInt(all) - BigInt(parsed.range.start)) };
}

/** All values that some elements stand for between them. */
export function regionOf(parts: readonly (readonly [Lookup, readonly string[]])[]): Region {
  const places = new Map<string, Interval<Point>[]>();
  for (const [{ mask }, elements] of parts)
    for (const element of elements) {
      const { under, values } = placeOf(element, mask);
      const known = places.get(under);
      if (known) known.push(values);
      else places.set(under, [values]);
    }
  return new Map([...places].map(([under, intervals]) => [under, fromIntervals(intervals)]));
}

/** The elements of a lookup that have a value in common with a region. */
export function elementsIn(region: Region, { elements, mask }: Lookup): readonly string[] {
  return elements.filter((element) => {
    const { under, values } = placeOf(element, mask);
    const set = region.get(under);
    return set !== undefined && intersects([values.start, values.end], set);
  });
}

const SPACES = { ip: ipv4, ip6: ipv6 } as const;

/**
 * Matches on every value of a key outside of a region; undefined where the key is not one address. It is a list of what is outside, since
 * in a list that is gone, as a packet may find it while a script is loaded, nothing is found.
 */
export function outsideOf(region: Region, key: string): string | undefined {
  const [, protocol] = /^(ip6?) [sd]addr$/.exec(key) ?? [];
  if (protocol === undefined) return undefined;
  const space = SPACES[protocol as keyof typeof SPACES] as Space<Point>;
  const outside = subtract(space.everything, region.get('') ?? []);
  return outside.length === 0 ? undefined : `${key} { ${formatSet(space, outside).join(', ')} }`;
}

/** Matches of which one is met by a value that is in a region, and none by any other. They compare, and look nothing up. */
export function comparisonsOf(region: Region, key: string): readonly string[] {
  const fields = key.split(' . ');
  const compared = (values: readonly string[]) =>
    fields.map((field, at) => `${field} ${values[at]!}`).join(' ');
  return [...region].flatMap(([under, set]) => {
    const first = under === '' ? [] : under.split(' . ');
    if (first.length === fields.length) return [compared(first)];
    return Array.from(intervalsOf(set as IntervalSet<number>), ({ start, end }) =>
      compared([...first, end - start === 1 ? `${start}` : `${start}-${end - 1}`]),
    );
  });
}
