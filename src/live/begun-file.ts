import * as z from 'zod';
import type { IntervalSet, Point } from '../address/intervals.js';
import type { BegunFlows } from '../proof/begun.js';
import { type DimensionName, endOf, nameOf, rankOf, startOf } from '../proof/dimensions.js';

/** Of the form of the file; another version is not read. */
const VERSION = 1;

const dimensions = [
  'state',
  'destinationType',
  'family',
  'nextHeader',
  'protocol',
  'tcpFlags',
  'own4',
  'own6',
  'hopLimit',
  'sourcePort',
  'cell',
  'peer4',
  'peer6',
] as const satisfies readonly DimensionName[];

const devices = z.strictObject({
  /** A name that ends in `*` would be a pattern. */
  names: z.array(z.string().regex(/^.*[^*]$/s)).readonly(),
  others: z.boolean(),
});

const flows = z.strictObject({
  path: z.enum(['input', 'output']),
  devices: devices.optional(),
  /** The values of a dimension: which of the sets. */
  sides: z.array(z.tuple([z.enum(dimensions), z.int().nonnegative()])).readonly(),
});

const begunFile = z.strictObject({
  secgroupBegun: z.literal(VERSION),
  /** Boundaries, those of IPv6 as text. Many flows may have the same long set. */
  sets: z.array(z.array(z.union([z.number(), z.string().regex(/^\d{1,39}$/)])).readonly()).readonly(),
  flows: z.array(flows).readonly(),
});

type StoredSet = z.infer<typeof begunFile>['sets'][number];
type StoredFlows = z.infer<typeof flows>;

/** What rules have let begin, as the text of a file. */
export function begunText(begun: readonly BegunFlows[]): string {
  const numbers = new Map<string, number>();
  const sets: StoredSet[] = [];
  const numberOf = (set: IntervalSet<Point>): number => {
    const stored = set.map((bound) => (typeof bound === 'bigint' ? `${bound}` : bound));
    const key = JSON.stringify(stored);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, sets.length);
    return sets.push(stored) - 1;
  };
  const all = begun.map(({ path, devices, sides }) => ({
    path,
    devices,
    sides: sides.map(({ dimension, set }) => [nameOf(dimension), numberOf(set)]),
  }));
  return `${JSON.stringify({ secgroupBegun: VERSION, sets, flows: all })}\n`;
}

/** What such a text says. Undefined: it is damaged, or of another form. */
export function begunIn(text: string): readonly BegunFlows[] | undefined {
  try {
    const { sets, flows: all } = begunFile.parse(JSON.parse(text));
    const begun = all.flatMap((one) => flowsOf(one, sets) ?? []);
    return begun.length === all.length ? begun : undefined;
  } catch {
    return undefined;
  }
}

function flowsOf({ path, devices, sides }: StoredFlows, sets: readonly StoredSet[]): BegunFlows | undefined {
  const read = sides.flatMap(([name, at]) => {
    const dimension = rankOf(name);
    const set = setOf(sets[at] ?? [], dimension);
    return set ? [{ dimension, set }] : [];
  });
  const isWhole = read.length === sides.length;
  const ascends = read.every(({ dimension }, at) => at === 0 || read[at - 1]!.dimension < dimension);
  return isWhole && ascends ? { path, devices, sides: read } : undefined;
}

/** Undefined: it is no set of values that this dimension has. */
function setOf(stored: StoredSet, dimension: number): IntervalSet<Point> | undefined {
  const isWide = typeof endOf(dimension) === 'bigint';
  if (stored.length === 0 || stored.length % 2 === 1) return undefined;
  if (!stored.every((bound) => (isWide ? typeof bound === 'string' : Number.isInteger(bound))))
    return undefined;
  const set: readonly Point[] = isWide ? stored.map(BigInt) : stored.map(Number);
  const isOrdered = set.every((bound, at) => at === 0 || set[at - 1]! < bound);
  return isOrdered && set[0]! >= startOf(dimension) && set.at(-1)! <= endOf(dimension) ? set : undefined;
}
