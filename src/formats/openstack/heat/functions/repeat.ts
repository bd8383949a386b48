import { isFields } from '../../../shared/item.js';
import { sizeOf } from '../../../shared/size.js';
import { unknown } from '../../../shared/unknown.js';
import type { Evaluate, Scope, TemplateFunction } from '../scope.js';
import { LONGEST, notUnderstood, tooLong } from './texts.js';

/** `repeat: { for_each: { name: list }, template }`: the template once for each combination of the lists' items. */
export const repeat: TemplateFunction = (args, scope, evaluate) => {
  const { for_each: names, template, permutations } = isFields(args) ? args : {};
  const lists = evaluate(names, scope);
  if (!isFields(lists) || template === undefined || permutations === false)
    return notUnderstood('repeat', lists);
  const entries = Object.entries(lists);
  if (!entries.every(([name, list]) => name !== '' && Array.isArray(list)))
    return notUnderstood('repeat', lists);
  let combinations: readonly Combination[] = [[]];
  for (const [name, list] of entries) {
    if (combinations.length * (list as readonly unknown[]).length > scope.budget.left) return tooMany();
    combinations = combinations.flatMap((one) =>
      (list as readonly unknown[]).map((item): Combination => [...one, [name, item]]),
    );
  }
  return combinations.map((one) => instance(template, one, scope, evaluate));
};

type Combination = readonly (readonly [name: string, item: unknown])[];

function instance(template: unknown, combination: Combination, scope: Scope, evaluate: Evaluate): unknown {
  return scope.budget.left <= 0 ? tooMany() : evaluate(fill(template, combination, scope), scope);
}

/** A text that is the name alone becomes the item itself, whatever its type. */
function fill(value: unknown, combination: Combination, scope: Scope): unknown {
  if (scope.budget.left <= 0) return tooMany();
  if (Array.isArray(value))
    return charged(
      value.map((one) => fill(one, combination, scope)),
      1,
      scope,
    );
  if (isFields(value)) {
    const entries = Object.entries(value).map(([key, one]) => [key, fill(one, combination, scope)]);
    return charged(Object.fromEntries(entries), 1, scope);
  }
  if (typeof value !== 'string') return charged(value, 1, scope);
  const whole = combination.find(([name]) => name === value);
  if (whole) return charged(whole[1], sizeOf(whole[1]), scope);
  const text = combination.reduce(replaced, value as unknown);
  return charged(text, sizeOf(text), scope);
}

function charged(value: unknown, size: number, scope: Scope): unknown {
  scope.budget.left -= size;
  return value;
}

function replaced(text: unknown, [name, item]: Combination[number]): unknown {
  if (typeof text !== 'string' || !text.includes(name)) return text;
  if (typeof item !== 'string' && typeof item !== 'number') return notUnderstood('repeat', item);
  const parts = text.split(name);
  const length = text.length + (parts.length - 1) * String(item).length;
  return length > LONGEST ? tooLong() : parts.join(String(item));
}

function tooMany(): unknown {
  return unknown('needs more repetitions than are evaluated here');
}
