import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import { Item } from '../shared/item.js';
import { unsetValue } from './parameters.js';
import { evaluated, type Template } from './template.js';
import {
  type Attribute,
  type FieldsValue,
  inWords,
  reportFault,
  reportUnknown,
  type Unknown,
  unknownValue,
  type Value,
} from './value.js';

/** Properties that were worked out; what is `AWS::NoValue` is in neither. */
export interface Properties {
  /** What is a plain value, or of a wrong type; its readers report the latter. */
  readonly item: Item;
  /** Everything that is written. */
  readonly values: ReadonlyMap<string, Value>;
}

export function evaluateProperties(
  template: Template,
  { fields, span }: FieldsValue,
  keys: Iterable<string>,
  report: Report,
): Properties {
  const plain = new Map<string, unknown>();
  const values = new Map<string, Value>();
  const all = new Item(fields, span, report);
  for (const key of keys) {
    if (!Object.hasOwn(fields, key)) continue;
    const value = evaluated(template, fields[key], all.at(key));
    if (value.kind === 'none') continue;
    values.set(key, value);
    if (whyUnknown(value) === undefined) plain.set(key, plainOf(value));
  }
  return { item: new Item(Object.fromEntries(plain), span, report), values };
}

/** For a list or an object: something of the same type, since the readers of an item only tell what it is. */
function plainOf(value: Value): unknown {
  if (value.kind === 'plain') return value.value;
  if (value.kind === 'text') return value.pieces.join('');
  return value.kind === 'list' ? [] : {};
}

/** Why a value is not a plain one; nothing if it is. */
export function whyUnknown(value: Value | undefined): Unknown | undefined {
  if (value?.kind === 'unknown') return value;
  if (value?.kind !== 'text') return undefined;
  if (value.unset !== undefined) return unsetValue(value.unset, value.span);
  const attribute = value.pieces.find((piece) => typeof piece !== 'string');
  return attribute && onlyWhenMade(attribute, value.span);
}

/** The attribute of a resource that a value is, and nothing else. */
export function attributeIn(value: Value | undefined): Attribute | undefined {
  if (value?.kind !== 'text') return undefined;
  const [piece, more] = value.pieces;
  return typeof piece === 'object' && more === undefined ? piece : undefined;
}

/** What a resource will be called or have is not known before it is made. */
function onlyWhenMade({ resource, attribute }: Attribute, span: Span): Unknown {
  const what = attribute === undefined ? `the id of '${resource}'` : `'${attribute}' of '${resource}'`;
  return unknownValue(span, what, 'is only known once it is made');
}

/** A list; absent where it is not written, unknown where it is not known or of a wrong type. */
export type Listed =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'list'; readonly items: readonly Value[] };

/** The list at a key. A single value counts as a list of one, as it does to CloudFormation. */
export function listAt(
  template: Template,
  { fields, span }: FieldsValue,
  key: string,
  report: Report,
): Listed {
  if (!Object.hasOwn(fields, key)) return { kind: 'absent' };
  const place = new Item(fields, span, report).at(key);
  const value = evaluated(template, fields[key], place);
  switch (value.kind) {
    case 'none':
      return { kind: 'absent' };
    case 'list':
      return value;
    case 'unknown':
      reportUnknown(value, report);
      return { kind: 'unknown' };
    case 'plain':
      report('wrong-type', place, { problem: `'${key}' is ${inWords(value)} where a list is expected` });
      return { kind: 'unknown' };
    default:
      return { kind: 'list', items: [value] };
  }
}

/** The objects at a key. */
export function objectsAt(
  template: Template,
  value: FieldsValue,
  key: string,
  report: Report,
): readonly FieldsValue[] {
  const list = listAt(template, value, key, report);
  return list.kind === 'list' ? list.items.flatMap((one) => objectOf(one, key, report) ?? []) : [];
}

export function objectOf(value: Value, key: string, report: Report): FieldsValue | undefined {
  if (value.kind === 'fields') return value;
  if (value.kind === 'unknown') reportUnknown(value, report);
  else {
    const problem = `an item of '${key}' is ${inWords(value)} where an object is expected`;
    report('wrong-type', value.span, { problem });
  }
  return undefined;
}

/** Free text, such as a description; empty where it is not known, of which nothing is said. */
export function freeText({ item, values }: Properties, key: string): string {
  const why = whyUnknown(values.get(key));
  if (why) reportFault(why, item.report);
  const value = item.fields[key];
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : (item.text(key) ?? '');
}

/** Tells only what is wrong, and not what is unknown: for what no rule depends on. */
export function faultsOnly(report: Report): Report {
  return (code, ...rest) => {
    if (code !== 'unknown-value') report(code, ...rest);
  };
}
