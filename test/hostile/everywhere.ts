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

/** A field that takes this takes every text that there can be. */
const AWKWARD = 'x\n/`"\u202e';

/** What is free is free together: where two fields say the same, only one may lose it. */
export async function sortFields(files: Value, folder: string): Promise<Sorted> {
  const plain = await attempt(textsOf(files, folder));
  const [free, limited]: [Field[], Field[]] = [[], []];
  let value = files;
  for (const field of fieldsOf(files)) {
    const awkward = field.put(value, `${free.length}${AWKWARD}`);
    if (await keeps(awkward, folder, plain)) {
      value = awkward;
      free.push(field);
    } else if (await keeps(field.put(files, `a${field.plain}`), folder, plain)) limited.push(field);
  }
  return { plain, free, limited };
}

async function keeps(files: Value, folder: string, plain: Attempt): Promise<boolean> {
  const tried = await attempt(textsOf(files, folder));
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
    if (!isFree && !(await keeps(put(field), folder, plain))) continue;
    value = put(field);
    places.push(field.place);
  }
  if (!(await keeps(value, folder, plain)))
    throw new Error('the fields do not take together what each takes');
  return { files: value, places };
}
