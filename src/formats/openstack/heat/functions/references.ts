import { isFields } from '../../../shared/item.js';
import { sizeOf } from '../../../shared/size.js';
import { isUnknown, unknown } from '../../../shared/unknown.js';
import { ResourceReference, type TemplateFunction } from '../scope.js';

/** `get_param: name`, or `[name, key or index, …]` for a part of it. */
export const getParameter: TemplateFunction = (args, scope, evaluate) => {
  const [name, ...path] = Array.isArray(args) ? args.map((one) => evaluate(one, scope)) : [args];
  if (typeof name !== 'string') return unknown("needs a parameter that 'get_param' does not name");
  if (name.startsWith('OS::'))
    return unknown(`needs '${name}', which is known only when the stack is created`);
  if (!scope.parameters.has(name))
    return unknown(`needs parameter '${name}', which the template does not have`);
  const value = path.reduce(partOf, scope.parameters.get(name));
  scope.budget.left -= sizeOf(value, scope.budget.left);
  return scope.budget.left < 0 ? unknown('needs its parameters more often than is evaluated here') : value;
};

function partOf(value: unknown, step: unknown): unknown {
  if (isUnknown(value)) return value;
  const index = typeof step === 'string' && /^[0-9]+$/.test(step) ? Number(step) : step;
  if (Array.isArray(value) && typeof index === 'number' && index in value) return value[index];
  if (isFields(value) && typeof step === 'string' && Object.hasOwn(value, step)) return value[step];
  return unknown('needs a part of a parameter that does not exist');
}

/** `get_resource: name`, which stays a reference: its id is known only when the stack is created. */
export const getResource: TemplateFunction = (args, scope) => {
  if (typeof args === 'string' && scope.resources.has(args)) return new ResourceReference(args);
  const name = typeof args === 'string' ? `resource '${args}'` : 'a resource';
  return unknown(`needs ${name}, which the template does not have`);
};
