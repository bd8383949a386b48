/** What JSON and YAML can hold. */
export type Value = string | number | boolean | null | readonly Value[] | Mapping;

export interface Mapping {
  readonly [key: string]: Value;
}

/** A text somewhere in a value: a string, a key, or a name that stands in several places. */
export interface Field {
  /** Where it is, in words. */
  readonly place: string;
  readonly plain: string;
  /** The whole value with another text there. */
  readonly put: (value: Value, text: string) => Value;
}

type Path = readonly (string | number)[];

const isMapping = (value: Value): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Every text of a value: strings and keys by their place, the deepest first, and then what is there more than once, as a name
 * is that refers to something. Of a list's items, only the first of the same shape.
 */
export function fieldsOf(value: Value): readonly Field[] {
  const seen = new Set<string>();
  const single = [...textsOf(value, [])].flatMap(({ path, isKey, plain }) => {
    const place = `${isKey ? 'key ' : ''}${path.map((step) => (typeof step === 'number' ? '[]' : step)).join('.')}`;
    const shape = isKey || typeof path.at(-1) === 'string' ? place : `${place} ${plain}`;
    if (seen.has(shape)) return [];
    seen.add(shape);
    return [{ place, plain, put: (whole: Value, text: string) => withText(whole, path, isKey, text) }];
  });
  return [...single, ...namesOf(value)];
}

function* textsOf(
  value: Value,
  path: Path,
): Generator<{ readonly path: Path; readonly isKey: boolean; readonly plain: string }> {
  if (typeof value === 'string') yield { path, isKey: false, plain: value };
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* textsOf(item, [...path, i]);
  else if (isMapping(value)) {
    for (const [key, item] of Object.entries(value)) {
      yield* textsOf(item, [...path, key]);
      yield { path: [...path, key], isKey: true, plain: key };
    }
  }
}

function withText(value: Value, [step, ...rest]: Path, isKey: boolean, text: string): Value {
  if (step === undefined) return text;
  if (Array.isArray(value))
    return value.map((item, i) => (i === step ? withText(item, rest, isKey, text) : item));
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (key !== step) return [key, item];
      return isKey && rest.length === 0 ? [text, item] : [key, withText(item, rest, isKey, text)];
    }),
  );
}

/** A name refers as it is, or behind what says which kind it is: `group:web`. */
const nameIn = (text: string) => text.replace(/^(group|list):/, '');

function namesOf(value: Value): readonly Field[] {
  const counts = new Map<string, number>();
  for (const { plain } of textsOf(value, [])) counts.set(nameIn(plain), (counts.get(nameIn(plain)) ?? 0) + 1);
  const names = [...counts].filter(([, count]) => count > 1).map(([name]) => name);
  return names.map((name) => ({
    place: `every ${name}`,
    plain: name,
    put: (whole, text) => renamed(whole, name, text),
  }));
}

function renamed(value: Value, from: string, to: string): Value {
  const rename = (text: string) =>
    nameIn(text) === from ? text.slice(0, text.length - from.length) + to : text;
  if (typeof value === 'string') return rename(value);
  if (Array.isArray(value)) return value.map((item) => renamed(item, from, to));
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [rename(key), renamed(item, from, to)]),
  );
}
