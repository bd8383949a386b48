import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import { Item, isFields } from '../shared/item.js';
import type { Step } from './address.js';
import type { Unknown } from './unknown.js';

/** One instance of a resource as a plan or state has it. */
export interface Resource {
  /** What Terraform calls it, such as `module.net.aws_instance.web[0]`; unique in its document. */
  readonly address: string;
  /** What stands for its id while that is not known: its address, unless another document has one of that address. */
  readonly standIn: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  /** Which instance it is, where `count` or `for_each` made several. */
  readonly key: string | number | undefined;
  readonly modules: readonly Step[];
  /** Nulls are left out. */
  readonly values: Item;
  /** Whether the document says anything of an attribute, be it null. */
  readonly tells: (key: string) => boolean;
  /** What of the values is known only after apply. */
  readonly unknown: Unknown;
  /** What the values were before the plan, if it changes or replaces them. */
  readonly before: Item | undefined;
  /** Where its address stands. */
  readonly span: Span;
  /** Names the resource in whatever is reported. */
  readonly report: Report;
}

/** An object whose nulls are left out: in Terraform a null is a value that is not there. */
export function presentItem(value: Readonly<Record<string, unknown>>, span: Span, report: Report): Item {
  const fields: Record<string, unknown> = Object.create(null);
  for (const [key, one] of Object.entries(value)) if (one !== null) fields[key] = one;
  return new Item(fields, span, report);
}

/** Whether an object has a key, whatever its value. */
export function tellsOf(value: unknown): Resource['tells'] {
  return (key) => isFields(value) && Object.hasOwn(value, key);
}

/** The same report, with the resource's address and place beside each diagnostic. */
export function namingResource(report: Report, address: string, span: Span): Report {
  return (code, at, parameters, details = {}) => {
    const related = [...(details.related ?? []), { message: `this is part of ${address}`, span }];
    report(code, at, parameters, { ...details, related });
  };
}

/** The values of a resource under `key`, without nulls; none if they are at fault, which is reported. */
export function valuesAt(item: Item, key: string, report: Report): Item | undefined {
  const value = item.fields[key];
  if (value === undefined || value === null) return undefined;
  if (isFields(value)) return presentItem(value, item.at(key), report);
  item.item(key);
  return undefined;
}
