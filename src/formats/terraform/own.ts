import { isFields } from '../shared/item.js';

/** The value of a key that the object itself has; nothing for anything else, whatever stands there. */
export function own(value: unknown, key: string): unknown {
  return isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The texts of a list; whatever else is in it is left out. */
export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((one) => typeof one === 'string');
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
