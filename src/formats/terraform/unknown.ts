import { below, onKey, type Span } from '../../diagnostics/source.js';
import { isFields } from '../shared/item.js';
import { listOf, own } from './own.js';

/** A part of `after_unknown`: true for what is known only after apply, in the shape of the values. */
export interface Unknown {
  readonly tree: unknown;
  /** Where it stands; the place of the values where there is none. */
  readonly span: Span;
}

/** Whether nothing of the value is known. */
export function isUnknown({ tree }: Unknown, key: string): boolean {
  return own(tree, key) === true;
}

/** Whether some part of the value is not known, down to the items of its lists. */
export function isPartlyUnknown({ tree }: Unknown, key: string): boolean {
  const part = own(tree, key);
  return part === true || listOf(part).includes(true);
}

export function unknownAt({ tree, span }: Unknown, key: string, index: number): Unknown {
  return { tree: listOf(own(tree, key))[index], span: below(span, key, index) };
}

/** The key of a value in `after_unknown`. */
export function placeOfUnknown({ span }: Unknown, key: string): Span {
  return onKey(below(span, key));
}

/** Whether anything at all is unknown. */
export function isPartUnknown(unknown: Unknown): boolean {
  return unknownKeys(unknown).length > 0;
}

/** The attributes of which some part is not known. */
export function unknownKeys(unknown: Unknown): readonly string[] {
  const { tree } = unknown;
  return isFields(tree) ? Object.keys(tree).filter((key) => isPartlyUnknown(unknown, key)) : [];
}
