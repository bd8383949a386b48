import { didYouMean } from '../../diagnostics/similar-names.js';
import { parseTraffic } from '../../traffic/parse.js';
import { isFields } from '../shared/item.js';
import { definitionShape, groupShape } from './schema.js';

export const nativeKeys = Object.keys(definitionShape);

/** Whether a mapping has a key of the native language, be it mistyped: then its faults are worth telling. */
export function hasNativeKey(value: unknown): boolean {
  return isFields(value) && Object.entries(value).some(([key, below]) => isNear(key) && isHolder(below));
}

/** Whether a mapping has such a key, whatever stands below it, or nothing at all that could be of another format. */
export function hasNearKey(value: unknown): boolean {
  if (!isFields(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 0 || keys.some(isNear);
}

/**
 * Whether a file that nobody named is of the native language. Others have `groups`, `hosts` and `services` too (rules of
 * Prometheus, inventories, Docker Compose), so that what stands below counts; else every key has to be one of ours.
 */
export function isSurelyNative(value: unknown): boolean {
  if (!isFields(value) || Object.keys(value).length === 0) return false;
  if (Object.hasOwn(value, 'prefixLists') || hasOwnContent(value)) return true;
  const entries = Object.entries(value);
  return entries.every(([key, below]) => isNear(key) && isFields(below)) && !isCompose(value.services);
}

function isNear(key: string): boolean {
  return didYouMean(key, nativeKeys) !== undefined;
}

function isHolder(value: unknown): boolean {
  return typeof value === 'object';
}

function hasOwnContent({ groups, hosts, services, expect }: Readonly<Record<string, unknown>>): boolean {
  return (
    entriesOf(groups).some((one) => Object.keys(groupShape).some((key) => key in one && key !== 'tags')) ||
    entriesOf(hosts).some((one) => 'interfaces' in one) ||
    (isFields(services) && Object.values(services).some(isTraffic)) ||
    entriesOf(expect).some((one) => 'from' in one && 'to' in one)
  );
}

function entriesOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return typeof value === 'object' && value !== null ? Object.values(value).filter(isFields) : [];
}

/** Others have lists of words below `services` too. */
function isTraffic(value: unknown): boolean {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  return texts.some((one) => typeof one === 'string' && parseTraffic(one).kind === 'traffic');
}

function isCompose(services: unknown): boolean {
  return entriesOf(services).some((one) => ['image', 'build', 'extends'].some((key) => key in one));
}
