import { isFields } from '../../../shared/item.js';
import { isUnknown } from '../../../shared/unknown.js';
import type { TemplateFunction } from '../scope.js';
import { notUnderstood } from './texts.js';

/** `list_concat: [list, …]`; an item that is not known stays one. */
export const concatenate: TemplateFunction = (args, scope, evaluate) => {
  const lists = evaluate(args, scope);
  if (!Array.isArray(lists) || !lists.every(Array.isArray)) return notUnderstood('list_concat', lists);
  return lists.flat();
};

/** `map_merge: [map, …]`: later ones hold. */
export const merge: TemplateFunction = (args, scope, evaluate) => {
  const maps = evaluate(args, scope);
  const known = Array.isArray(maps) && maps.every((one) => isFields(one) && !isUnknown(one));
  if (!known) return notUnderstood('map_merge', maps);
  return Object.fromEntries(maps.flatMap((one) => Object.entries(one as object)));
};
