import { isFields } from '../../shared/item.js';
import { isUnknown, unknown } from '../../shared/unknown.js';
import { chooseIf } from './functions/choose-if.js';
import { concatenate, merge } from './functions/lists.js';
import { getParameter, getResource } from './functions/references.js';
import { repeat } from './functions/repeat.js';
import { join, replace, split } from './functions/texts.js';
import { ResourceReference, type Scope, type TemplateFunction } from './scope.js';

const onlyLater: TemplateFunction = () => unknown('is known only when the stack is made');

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
    () => unknown(`needs '${name}', which is not worked out here`),
  ]),
]);

/**
 * What a value of a template comes to. What is not known stands in it as such; a reference to a resource stays one; and
 * what `if` leaves out is left out.
 */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value))
    return value.map((one) => evaluate(one, scope)).filter((one) => one !== undefined);
  if (!isFields(value) || isUnknown(value) || value instanceof ResourceReference) return value;
  const entries = Object.entries(value);
  const [only, more] = entries;
  const called = only && more === undefined ? functions.get(only[0]) : undefined;
  if (called) return called(only![1], scope, evaluate);
  const known = entries.map(([key, one]) => [key, one === null ? undefined : evaluate(one, scope)] as const);
  return Object.fromEntries(known.filter(([, one]) => one !== undefined));
}
