import { isFields } from '../shared/item.js';
import { deeper, sizeOf } from '../shared/size.js';
import { isUnknown, reasonIn, unknown } from '../shared/unknown.js';
import { type Expression, parseExpression } from './expressions.js';
import { isOfAnsible, type Strength, strength } from './precedence.js';
import { registeredFor } from './registered.js';
import { MadeGroup, type Scope } from './scope.js';

/** Longer than anything that a rule says; texts could double one another again and again. */
const LONGEST = 65_536;

/** What a value comes to once its variables are put in. What is not known stands in it as such. */
export function resolve(value: unknown, scope: Scope, within: readonly string[] = []): unknown {
  return deeper(
    scope.budget,
    () => resolveOne(value, scope, within),
    () => unknown('is nested too deeply'),
  );
}

function resolveOne(value: unknown, scope: Scope, within: readonly string[]): unknown {
  if (typeof value === 'string') return resolveText(value, scope, within);
  if (Array.isArray(value)) return value.map((one) => resolve(one, scope, within));
  if (!isFields(value) || isUnknown(value) || value instanceof MadeGroup) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one, scope, within)]));
}

function resolveText(text: string, scope: Scope, within: readonly string[]): unknown {
  if (!/\{[{%#]/.test(text)) return text;
  const whole = /^\s*\{\{([^{}]*)\}\}\s*$/.exec(text);
  if (whole) return resolveExpression(whole[1]!, scope, within);
  const parts = text.split(/\{\{([^{}]*)\}\}/);
  const values = parts.map((part, i) =>
    i % 2 === 0 ? literal(part) : resolveExpression(part, scope, within),
  );
  const reason = reasonIn(values);
  if (reason) return unknown(reason.why, reason.suggestion, reason.related);
  if (!values.every((one) => typeof one === 'string' || typeof one === 'number')) return notWorkedOut(text);
  const length = values.reduce((sum: number, one) => sum + String(one).length, 0);
  return length > LONGEST ? tooLarge() : values.join('');
}

/** The text between variables, unless it belongs to a template of more than variables. */
function literal(text: string): unknown {
  return /\{[{%#]/.test(text) ? notWorkedOut(text) : text;
}

/** What an expression comes to, if it is no more than a variable or a part of one. */
export function resolveExpression(text: string, scope: Scope, within: readonly string[] = []): unknown {
  const expression = parseExpression(text.trim());
  if (expression === undefined) return notWorkedOut(text);
  const [name, ...path] = expression as [string, ...Expression];
  const value = path.reduce(partOf, variable(name, scope, within));
  scope.budget.left -= sizeOf(value, scope.budget.left);
  return scope.budget.left < 0 ? tooLarge() : value;
}

/** A variable: what the innermost place around the task says, unless something stronger may say otherwise. */
function variable(name: string, scope: Scope, within: readonly string[]): unknown {
  const layer = scope.layers.find(({ variables }) => Object.hasOwn(variables, name));
  const own = layer?.strength ?? -1;
  const given = scope.parameters.get(name);
  if (given !== undefined && own < strength.given) return given;
  const strong = own < strength.loop ? ofTheRun(name, own, scope) : undefined;
  if (strong !== undefined) return strong;
  if (within.includes(name)) return unknown(`needs '${name}', which refers to itself`);
  if (scope.known.has(name)) return scope.known.get(name);
  if (layer === undefined) return unknown(`needs '${name}', which has no value here`, toGive(name));
  const value = resolve(layer.variables[name], scope, [...within, name]);
  scope.known.set(name, value);
  return value;
}

/** What is found in a variable when the play runs, if something sets it then. */
function ofTheRun(name: string, own: Strength | -1, scope: Scope): unknown {
  const { reader, setters } = scope;
  if (isOfAnsible(name)) return unknown(`needs '${name}', which Ansible sets itself`, toGive(name));
  const registered = own < strength.facts ? registeredFor(name, scope) : undefined;
  if (registered) return registered.value;
  const setter = setters.over(name, own, reader);
  if (setter === undefined) return undefined;
  const why = `needs '${name}', which is known only when the play runs: ${setter.by} may set it`;
  return unknown(why, toGive(name), [{ message: 'may be set here', span: setter.span }]);
}

function toGive(name: string): string {
  return `set it with --parameter ${name}=VALUE`;
}

function partOf(value: unknown, step: string | number): unknown {
  if (isUnknown(value)) return value;
  if (Array.isArray(value) && typeof step === 'number' && step in value) return value[step];
  if (isFields(value) && Object.hasOwn(value, step)) return (value as Record<string | number, unknown>)[step];
  return unknown(`needs '${step}' of a variable that does not have it`);
}

function notWorkedOut(text: string): unknown {
  return unknown(`needs the expression '${text.trim()}', which is not evaluated here`);
}

function tooLarge(): unknown {
  return unknown('needs its variables more often than is evaluated here');
}
