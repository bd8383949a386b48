import { isFields } from './item.js';

/** What a recording of an API call keeps under `data`, beside `status_code` (fact 28); anything else is itself. */
export function unwrap(value: unknown): { readonly value: unknown; readonly path: readonly string[] } {
  const recorded = isFields(value) && Object.hasOwn(value, 'status_code') && Object.hasOwn(value, 'data');
  return recorded ? { value: value.data, path: ['data'] } : { value, path: [] };
}
