import { type Block, expressionOf } from './block.js';
import { own } from './own.js';
import { targetsOf } from './references.js';
import type { Referent } from './referent.js';
import type { Resource } from './resource.js';

/** Whether an attribute of a resource is what is looked for, such as the `id` of a group; the attribute may be untold. */
export type Accept = (resource: Resource, attribute: string | undefined) => boolean;

/** The resources that an unknown value is made of, or why that cannot be told. */
export type Link =
  | {
      readonly resources: readonly Resource[];
      /** Whether there may be more, besides. */
      readonly more: boolean;
      readonly problem?: undefined;
    }
  | { readonly resources?: undefined; readonly problem: string };

/**
 * What one unknown value refers to. Known things beside it cannot be what it is, or it would be known: the only resource
 * that is not is the one. Of two, a condition may choose (fact 31).
 */
export function linkOne(block: Block, key: string, accept: Accept): Link {
  const found = candidatesOf(block, key, accept);
  if ('problem' in found) return found;
  const { candidates, known, rest } = found;
  if (candidates.length === 1) return { resources: candidates, more: false };
  if (candidates.length === 0 && known.length === 1 && rest.length === 0)
    return { resources: known, more: false };
  return { problem: candidates.length === 0 ? NO_RESOURCE : 'may be one of several resources' };
}

/**
 * What an unknown list refers to. If all that it is written with are resources of the kind, these are its items; where
 * something else stands beside several of them, it may be a condition between them.
 */
export function linkAll(block: Block, key: string, accept: Accept): Link {
  const found = candidatesOf(block, key, accept);
  if ('problem' in found) return found;
  const { candidates, known, rest } = found;
  if (candidates.length + known.length === 0) return { problem: NO_RESOURCE };
  const [only, several] = candidates;
  if (only && !several && known.length === 0) return { resources: [only], more: rest.some(mayHoldIds) };
  const places = placesOf(block, key);
  if (places !== undefined && candidates.length > places)
    return { problem: 'is fewer things than it is made of' };
  if (block.written.kind === 'whole' && candidates.length + known.length > 1)
    return { problem: 'may be made of any of several resources' };
  if (rest.length === 0) return { resources: [...candidates, ...known], more: false };
  return { problem: 'is made of several things, among which a condition may choose' };
}

/** How many items of a list are not known; nothing where their number is not known either. */
function placesOf({ unknown }: Block, key: string): number | undefined {
  const part = own(unknown.tree, key);
  return Array.isArray(part) ? part.filter((one) => one === true).length : undefined;
}

/** A flag or a number is a condition; a text or a list may be among the items. */
function mayHoldIds(value: unknown): boolean {
  return Array.isArray(value)
    ? value.length > 0
    : typeof value === 'string' && /^[a-z]+-[0-9a-f]/.test(value);
}

const NO_RESOURCE = 'is known only after apply';

interface Candidates {
  /** What is not known before apply. */
  readonly candidates: readonly Resource[];
  /** Resources of the kind that are known. */
  readonly known: readonly Resource[];
  /** Values of all else that is referred to. */
  readonly rest: readonly unknown[];
}

function candidatesOf(block: Block, key: string, accept: Accept): Candidates | { readonly problem: string } {
  const written = expressionOf(block, key);
  if (written === undefined) return { problem: NO_RESOURCE };
  const candidates = new Set<Resource>();
  const known = new Set<Resource>();
  const rest: unknown[] = [];
  for (const target of targetsOf(written.expression, written.asker)) {
    if (target.kind === 'unclear')
      return { problem: `${NO_RESOURCE}, and ${target.reference} ${target.why}` };
    if (target.kind === 'known') rest.push(target.value);
    else if (accept(target.resource, target.attribute))
      (isKnown(target) ? known : candidates).add(target.resource);
    else if (isKnown(target)) rest.push(target.resource.values.fields[target.attribute!]);
    else return { problem: `${NO_RESOURCE}, from ${target.resource.address}` };
  }
  return { candidates: [...candidates], known: [...known], rest };
}

/** Whether an attribute has a value already; where none is told, it is the id that counts. */
function isKnown({ resource, attribute = 'id' }: Referent & { kind: 'resource' }): boolean {
  return resource.values.fields[attribute] !== undefined;
}
