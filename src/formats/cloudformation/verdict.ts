import type { Unknown } from './value.js';

/** Whether a condition holds, or why that cannot be told. */
export type Verdict = { readonly kind: 'decided'; readonly holds: boolean } | Unknown;

export function decided(holds: boolean): Verdict {
  return { kind: 'decided', holds };
}
