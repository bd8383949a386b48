import type { Related, Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import { isFields } from './item.js';

const mark = Symbol('unknown');

/** Stands in a value for what its document does not tell. It has no keys, so that no document can write one. */
export interface Unknown {
  readonly [mark]: Reason;
}

/** Why something is not known. */
export interface Reason {
  /** Goes on from what is not known: `needs parameter 'office', which has no value`. */
  readonly why: string;
  readonly suggestion?: string | undefined;
  /** Places that are the cause. */
  readonly related?: readonly Related[] | undefined;
}

/** A value that is not known; `why` goes on from its name. */
export function unknown(why: string, suggestion?: string, related?: readonly Related[]): Unknown {
  return { [mark]: { why, suggestion, related } };
}

/** Whether nothing of the value is known. */
export function isUnknown(value: unknown): value is Unknown {
  return isFields(value) && mark in value;
}

/** Why a value, or a part of it, is not known; nothing if all of it is. */
export function reasonIn(value: unknown): Reason | undefined {
  if (isUnknown(value)) return value[mark];
  if (typeof value !== 'object' || value === null) return undefined;
  for (const part of Object.values(value)) {
    const reason = reasonIn(part);
    if (reason) return reason;
  }
  return undefined;
}

/** Reports a value that is not known, or partly; whether all of it is known. */
export function isSettled(value: unknown, what: string, span: Span, report: Report): boolean {
  const reason = reasonIn(value);
  if (reason === undefined) return true;
  const { why, ...details } = reason;
  report('unknown-value', span, { what, why }, details);
  return false;
}
