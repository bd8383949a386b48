import type { Item } from '../shared/item.js';
import { own } from './own.js';
import { type Unknown, unknownKeys } from './unknown.js';

/** More comparisons than this are no configuration that somebody wrote. */
const LIMIT = 10_000;

/** A planned block: its attributes, and what is unknown of them. */
interface Planned {
  readonly item: Item;
  readonly unknown: Unknown;
}

/**
 * Which of the written blocks each planned one is. A plan keeps the blocks of a set in an order of its own, so that they are
 * told apart by the constants they are written with. Planned ones that say the same and could be the same written ones, as
 * many as those, stand for them together; what stays open is left out.
 */
export function matchBlocks<B extends Planned>(
  blocks: readonly B[],
  written: readonly unknown[],
): ReadonlyMap<B, unknown> {
  const found = new Map<B, unknown>();
  if (blocks.length * written.length > LIMIT) return found;
  let open = blocks.map((block) => ({ block, fits: written.filter((one) => mayBe(block, one)) }));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    const taken = new Set(open.flatMap((one) => assign(one, open, found)));
    open = open
      .filter(({ block }) => !found.has(block))
      .map(({ block, fits }) => ({ block, fits: fits.filter((one) => !taken.has(one)) }));
  }
  return found;
}

interface Open<B> {
  readonly block: B;
  readonly fits: readonly unknown[];
}

function assign<B extends Planned>(
  planned: Open<B>,
  open: readonly Open<B>[],
  found: Map<B, unknown>,
): readonly unknown[] {
  if (found.has(planned.block) || planned.fits.length === 0) return [];
  const alike = open.filter(({ fits }) => sameItems(fits, planned.fits));
  if (alike.length !== planned.fits.length || alike.some(({ block }) => !isSame(block, planned.block)))
    return [];
  alike.forEach(({ block }, i) => {
    found.set(block, planned.fits[i]);
  });
  return planned.fits;
}

/** Of blocks that say the same it does not matter which is which. */
function isSame(a: Planned, b: Planned): boolean {
  if (a === b) return true;
  return JSON.stringify([a.item.fields, a.unknown.tree]) === JSON.stringify([b.item.fields, b.unknown.tree]);
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

/** Whether nothing of a planned block contradicts a written one. */
function mayBe({ item, unknown }: Planned, written: unknown): boolean {
  if (unknownKeys(unknown).some((key) => own(written, key) === undefined)) return false;
  return Object.entries(item.fields).every(([key, value]) => {
    const expression = own(written, key);
    if (expression === undefined) return !(Array.isArray(value) && value.length > 0);
    return !differs(value, own(expression, 'constant_value'));
  });
}

/** Numbers and plain texts that are not the same; of anything else the provider may have changed the spelling. */
function differs(value: unknown, constant: unknown): boolean {
  const [a, b] = [value, constant].map((one) => (typeof one === 'number' ? String(one) : one));
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  const isNumber = (text: string) => /^-?[0-9]+$/.test(text);
  return isNumber(a) === isNumber(b) && a.toLowerCase() !== b.toLowerCase();
}
