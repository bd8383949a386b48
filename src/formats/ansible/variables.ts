import { type Fields, type Item, isFields } from '../shared/item.js';

/** Stands for a name that can be any. */
export const ANY_NAME = '{}';

/** The variables under `vars`, which once could be a list of such objects. */
export function variablesOf({ fields: { vars } }: Item): Fields {
  if (Array.isArray(vars)) return Object.assign({}, ...vars.filter(isFields));
  return isFields(vars) ? vars : {};
}

/** The names that a module is given values for: the keys of an object, or `name=value` in a text. */
export function namesIn(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (isFields(value)) return Object.keys(value);
  const names = typeof value === 'string' ? namesOfText(value) : [];
  return names.length === 0 ? [ANY_NAME] : names;
}

/** The names in a text such as `file.yml name=value`. */
export function namesOfText(text: string): readonly string[] {
  return Array.from(text.matchAll(/([^\s=]+)\s*=/g), ([, name]) => name!);
}

/** The variables that a play asks the user for. */
export function promptsOf({ fields: { vars_prompt: prompts } }: Item): readonly string[] {
  if (!Array.isArray(prompts)) return [];
  return prompts.flatMap((one) => (isFields(one) && typeof one.name === 'string' ? [one.name] : []));
}
