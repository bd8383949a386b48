import { catalogue } from '../../diagnostics/catalogue.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { below, type Span } from '../../diagnostics/source.js';

/** The fields of a JSON object, of any type. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * One JSON object of the input with its place. Its readers never throw and never trust: a value of another type than
 * asked for is reported as `wrong-type` and read as absent. A null is a value, and of the wrong type everywhere.
 */
export class Item {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly span: Span;
  readonly report: Report;

  constructor(fields: Readonly<Record<string, unknown>>, span: Span, report: Report) {
    this.fields = fields;
    this.span = span;
    this.report = report;
  }

  /** Whether the key is there, whatever its value. */
  has(key: string): boolean {
    return this.fields[key] !== undefined;
  }

  /** The place of a field, or of what stands in its list. */
  at(key: string, index?: number): Span {
    return below(this.span, this.spelled(key), index);
  }

  /** A key as it is written. */
  spelled(key: string): string {
    return key;
  }

  /** The text, and nothing said if there is none. */
  peek(key: string): string | undefined {
    const value = this.fields[key];
    return typeof value === 'string' ? value : undefined;
  }

  text(key: string): string | undefined {
    const value = this.fields[key];
    if (value === undefined || typeof value === 'string') return value;
    return this.wrong(key, 'a text');
  }

  /** A text that has to be there and not be empty. */
  requiredText(key: string): string | undefined {
    const value = this.fields[key];
    if (typeof value === 'string' && value !== '') return value;
    return this.wrong(key, 'a text');
  }

  /** A whole number, as a number or in digits. */
  integer(key: string): number | undefined {
    const value = this.fields[key];
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    if (typeof value === 'string' && /^-?[0-9]{1,10}$/.test(value)) return Number(value);
    return this.wrong(key, 'a whole number');
  }

  /** A yes or no that has to be there. */
  requiredBoolean(key: string): boolean | undefined {
    const value = this.fields[key];
    return typeof value === 'boolean' ? value : this.wrong(key, 'true or false');
  }

  item(key: string): Item | undefined {
    const value = this.fields[key];
    if (value === undefined) return undefined;
    return isFields(value) ? this.inside(value, this.at(key)) : this.wrong(key, 'an object');
  }

  /** The objects of a list; none where the list is absent, and without those that are no objects. */
  items(key: string): readonly Item[] {
    const items: Item[] = [];
    this.each(key, (item) => items.push(item));
    return items;
  }

  /** Shows the same one by one, so that of a long list no more than one is held. */
  each(key: string, visit: (item: Item) => void): void {
    let i = 0;
    for (const value of this.list(key)) {
      const item = this.inList(key, i++, value);
      if (item) visit(item);
    }
  }

  /** A value that stands in a list as an item; nothing if it is no object, which is reported. */
  inList(key: string, index: number, value: unknown): Item | undefined {
    const span = this.at(key, index);
    if (isFields(value)) return this.inside(value, span);
    const problem = mismatch(`'${this.spelled(key)}'[${index}]`, value, 'an object');
    this.report('wrong-type', span, { problem });
    return undefined;
  }

  /** The texts of a list, each with its place; none where the list is absent. */
  texts(key: string): readonly { readonly text: string; readonly span: Span }[] {
    return this.list(key).flatMap((value, i) => {
      const span = this.at(key, i);
      if (typeof value === 'string') return [{ text: value, span }];
      this.report('wrong-type', span, { problem: mismatch(`'${this.spelled(key)}'[${i}]`, value, 'a text') });
      return [];
    });
  }

  /** The same object, about which only errors are told: what else there is to say has been said elsewhere. */
  errorsOnly(): Item {
    const { report } = this;
    return this.reportingTo((code, ...rest) => {
      if (catalogue[code].severity === 'error') report(code, ...rest);
    });
  }

  /** The same object, about which nothing is told: what is wrong with it does not matter. */
  silent(): Item {
    return this.reportingTo(() => {});
  }

  /** An object below this one. */
  protected inside(fields: Fields, span: Span): Item {
    return new Item(fields, span, this.report);
  }

  protected reportingTo(report: Report): Item {
    return new Item(this.fields, this.span, report);
  }

  private list(key: string): readonly unknown[] {
    const value = this.fields[key];
    if (value === undefined) return none;
    if (Array.isArray(value)) return value;
    this.wrong(key, 'a list');
    return none;
  }

  private wrong(key: string, expected: string): undefined {
    const value = this.fields[key];
    const written = this.spelled(key);
    if (value === undefined) this.report('wrong-type', this.span, { problem: `'${written}' is missing` });
    else this.report('wrong-type', this.at(key), { problem: mismatch(`'${written}'`, value, expected) });
    return undefined;
  }
}

const none: readonly never[] = [];

export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mismatch(what: string, value: unknown, expected: string): string {
  return `${what} is ${describe(value)} where ${expected} is expected`;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return 'a text';
  return `the ${typeof value} ${String(value)}`;
}
