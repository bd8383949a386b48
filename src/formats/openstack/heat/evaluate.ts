import { type Fields, isFields } from '../../shared/item.js';
import { deeper } from '../../shared/size.js';
import { isUnknown, unknown } from '../../shared/unknown.js';
import { chooseIf } from './functions/choose-if.js';
import { concatenate, merge } from './functions/lists.js';
import { getParameter, getResource } from './functions/references.js';
import { repeat } from './functions/repeat.js';
import { join, replace, split } from './functions/texts.js';
import { ResourceReference, type Scope, type TemplateFunction } from './scope.js';

const onlyLater: TemplateFunction = () => unknown('is known only when the stack is created');

const functions: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['get_param', getParameter],
  ['get_resource', getResource],
  ['get_attr', onlyLater],
  ['if', chooseIf],
  ['list_concat', concatenate],
  ['list_concat_unique', concatenate],
  ['list_join', join],
  ['map_merge', merge],
  ['repeat', repeat],
  ['str_replace', replace],
  ['str_replace_strict', replace],
  ['str_replace_vstrict', replace],
  ['str_split', split],
  ...[
    'contains',
    'digest',
    'filter',
    'get_file',
    'make_url',
    'map_replace',
    'not',
    'and',
    'or',
    'equals',
    'resource_facade',
    'yaql',
  ].map((name): [string, TemplateFunction] => [
    name,
    () => unknown(`needs '${name}', which is not evaluated here`),
  ]),
]);

/**
 * What a value of a template comes to. What is not known stands in it as such; a reference to a resource stays one; and
 * what `if` leaves out is left out.
 */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (typeof value !== 'object' || isUnknown(value) || value instanceof ResourceReference) return value;
  return deeper(
    scope.budget,
    () =>
      Array.isArray(value)
        ? evaluateList(value, scope)
        : isFields(value)
          ? evaluateFields(value, scope)
          : value,
    () => unknown('is nested too deeply'),
  );
}

function evaluateList(list: readonly unknown[], scope: Scope): unknown {
  return list.map((one) => evaluate(one, scope)).filter((one) => one !== undefined);
}

function evaluateFields(fields: Fields, scope: Scope): unknown {
  const entries = Object.entries(fields);
  const [only, more] = entries;
  const called = only && more === undefined ? functions.get(only[0]) : undefined;
  if (called) return called(only![1], scope, evaluate);
  const known = entries.map(([key, one]) => [key, one === null ? undefined : evaluate(one, scope)] as const);
  return Object.fromEntries(known.filter(([, one]) => one !== undefined));
}
