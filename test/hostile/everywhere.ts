import { type Attempt, attempt, textsOf } from './attempt.js';
import { type Field, fieldsOf, type Value } from './fields.js';
import { isRefused, isSame } from './verdict.js';

/** The fields of a definition by what they take. */
interface Sorted {
  readonly plain: Attempt;
  /** Take every text. */
  readonly free: readonly Field[];
  /** Take some, such as names and what log messages begin with. */
  readonly limited: readonly Field[];
}

/** How often the first word of a text stands in scripts. */
export function count(scripts: Attempt['scripts'], text: string): number {
  const [word] = /[\w./]{3,}/.exec(text)!;
  return scripts.reduce((sum, script) => sum + script.text.split(word).length - 1, 0);
}

/** A field that takes this takes every text that there can be. */
const AWKWARD = 'awkward\n/`"\u202e';

/**
 * What is free is free together: where two fields say the same, only one may lose it, and a key keeps its name where its value
 * would be lost with it.
 */
export async function sortFields(files: Value, folder: string): Promise<Sorted> {
  const plain = await brief(files, folder);
  const [free, limited]: [Field[], Field[]] = [[], []];
  let value = files;
  let shown = 0;
  for (const field of fieldsOf(files)) {
    const awkward = field.put(value, `${free.length}${AWKWARD}`);
    const tried = await brief(awkward, folder);
    const showing = count(tried.scripts, AWKWARD);
    if (!isRefused(tried) && isSame(tried, plain) && showing >= shown) {
      value = awkward;
      shown = showing;
      free.push(field);
    } else if (await keeps(field.put(files, `a${field.plain}`), folder, plain)) limited.push(field);
  }
  return { plain, free, limited: limited.filter(({ place }) => !isKeyOf(free, place)) };
}

const isKeyOf = (fields: readonly Field[], place: string) =>
  fields.some((one) => place === `key ${one.place}`);

/** What a text does to one script it does to all, and whoever loads them has them proven. */
const brief = (files: Value, folder: string) =>
  attempt(textsOf(files, folder), { proof: false }, ['nftables']);

async function keeps(files: Value, folder: string, plain: Attempt): Promise<boolean> {
  const tried = await brief(files, folder);
  return !isRefused(tried) && isSame(tried, plain);
}

/** The definition with the text in every field that takes it at all, and where that is. It means what it meant. */
export async function everywhere(
  files: Value,
  text: string,
  folder: string,
  { plain, free, limited }: Sorted,
): Promise<{ readonly files: Value; readonly places: readonly string[] }> {
  const places: string[] = [];
  let value = files;
  // Keys that stand side by side have to differ.
  const put = (field: Field) => field.put(value, `${places.length}${text}`);
  for (const field of fieldsOf(files)) {
    const isFree = free.some(({ place }) => place === field.place);
    if (!isFree && !limited.some(({ place }) => place === field.place)) continue;
    const next = put(field);
    if (!isFree) {
      const tried = await brief(next, folder);
      if (isRefused(tried) || !isSame(tried, plain)) continue;
      if (count(tried.scripts, text) < count((await brief(value, folder)).scripts, text)) continue;
    }
    value = next;
    places.push(field.place);
  }
  if (!(await keeps(value, folder, plain)))
    throw new Error('the fields do not take together what each takes');
  return { files: value, places };
}
