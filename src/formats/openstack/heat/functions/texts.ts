import { isFields } from '../../../shared/item.js';
import { reasonIn, unknown } from '../../../shared/unknown.js';
import type { TemplateFunction } from '../scope.js';

/** Longer than anything that a rule says; a template could double its texts again and again. */
export const LONGEST = 65_536;

/** Each is looked for at every place of a text. */
const MOST_NAMES = 1000;

/** `list_join: [delimiter, list, …]` */
export const join: TemplateFunction = (args, scope, evaluate) => {
  const values = evaluate(args, scope);
  const [delimiter, ...lists] = Array.isArray(values) ? values : [];
  if (typeof delimiter !== 'string' || !lists.every(Array.isArray)) return notUnderstood('list_join', values);
  const texts = lists.flat().map(asText);
  if (texts.some((text) => text === undefined)) return notUnderstood('list_join', values);
  const length = texts.reduce((sum, text) => sum + text!.length + delimiter.length, 0);
  return length > LONGEST ? tooLong() : texts.join(delimiter);
};

/** `str_split: [delimiter, text, index]`, the index left out for the whole list. */
export const split: TemplateFunction = (args, scope, evaluate) => {
  const values = evaluate(args, scope);
  const [delimiter, text, index] = Array.isArray(values) ? values : [];
  if (typeof delimiter !== 'string' || delimiter === '' || typeof text !== 'string')
    return notUnderstood('str_split', values);
  const parts = text.split(delimiter);
  return index === undefined ? parts : (parts[Number(index)] ?? notUnderstood('str_split', values));
};

/** `str_replace: { template, params }`: every place at once, longer names first. */
export const replace: TemplateFunction = (args, scope, evaluate) => {
  const values = evaluate(args, scope);
  const { template, params } = isFields(values) ? values : {};
  if (typeof template !== 'string' || !isFields(params)) return notUnderstood('str_replace', values);
  const texts = new Map(Object.entries(params).map(([name, value]) => [name, asText(value)]));
  if ([...texts.values()].includes(undefined) || texts.has('')) return notUnderstood('str_replace', values);
  if (template.length > LONGEST || texts.size > MOST_NAMES) return tooLong();
  const parts = template.split(patternOf([...texts.keys()])).map((part) => texts.get(part) ?? part);
  return parts.reduce((sum, part) => sum + part.length, 0) > LONGEST ? tooLong() : parts.join('');
};

/** Splits a text so that the names stand alone. */
function patternOf(names: readonly string[]): RegExp {
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  const escaped = longestFirst.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(${escaped.join('|') || '(?!)'})`);
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

export function tooLong(): unknown {
  return unknown(`needs a longer text than is evaluated here`);
}

/** Arguments that are not known, or not what the function takes. */
export function notUnderstood(name: string, values: unknown): unknown {
  const { why, suggestion } = reasonIn(values) ?? { why: `needs '${name}' of values that it does not take` };
  return unknown(why, suggestion);
}
