import { type Step, stepsOf } from './address.js';
import { childScope, configurationOf } from './configuration.js';
import { own, textsOf } from './own.js';
import { callKey, type Family, familyKey, type Scope } from './plan-context.js';
import {
  type Asker,
  attributeOf,
  PAIRLESS,
  picked,
  type Referent,
  unclear,
  valueAt,
  within,
} from './referent.js';
import type { Resource } from './resource.js';

/** References that lead on and on are damage: no configuration has so many modules within each other. */
const LIMIT = 64;

/** Everything that an expression refers to, through variables and outputs of modules. */
export function targetsOf(expression: unknown, asker: Asker): readonly Referent[] {
  const constant = own(expression, 'constant_value');
  if (constant !== undefined) return [{ kind: 'known', value: constant }];
  const references = shortened(textsOf(own(expression, 'references')));
  if (references.length === 0) return [unclear('the expression', 'refers to nothing')];
  const pairing = pairingOf(references, asker);
  return references.flatMap((reference) => follow(reference, pairing, asker));
}

/** Which instance of a resource is meant where an expression picks it by `each` or `count.index`. */
type Pairing = { readonly key: string | number | undefined } | undefined;

/** The JSON does not tell what stands between the brackets, only that `each` or `count` is part of the expression. */
function pairingOf(references: readonly string[], asker: Asker): Pairing {
  const [first, more] = references.filter((one) => /^(each\.|count\.index$)/.test(one));
  if (first === undefined) return undefined;
  if (more !== undefined) return { key: undefined };
  if (!first.startsWith('each.value')) return { key: asker.key };
  const [value] = each(first, stepsOf(first) ?? [], asker);
  const known = value?.kind === 'known' ? value.value : undefined;
  return { key: typeof known === 'string' || typeof known === 'number' ? known : undefined };
}

/** Terraform 1 names `a.id` and then `a`, of which `a.id` is a part: the shorter ones say nothing more. */
function shortened(references: readonly string[]): readonly string[] {
  const parts = new Set<string>();
  for (const reference of references) {
    for (let end = reference.length - 1; end > 0; end--) {
      if (reference[end] === '.' || reference[end] === '[') parts.add(reference.slice(0, end));
    }
  }
  return [...new Set(references)].filter((one) => !parts.has(one));
}

function follow(reference: string, pairing: Pairing, asker: Asker): readonly Referent[] {
  const steps = stepsOf(reference);
  if (!steps) return [unclear(reference, 'is written in a way that is not known here')];
  if (asker.followed.includes(`${asker.scope.modules.length} ${reference}`))
    return [unclear(reference, 'refers to itself')];
  if (asker.followed.length >= LIMIT || asker.budget.left-- <= 0)
    return [unclear(reference, 'leads through too many modules')];
  const followed = [...asker.followed, `${asker.scope.modules.length} ${reference}`];
  const onward = { ...asker, followed };
  const [first, second] = steps as [Step, Step?];
  switch (first.name) {
    case 'var':
      return second
        ? picked(variable(second, onward), steps.slice(1), reference)
        : [unclear(reference, 'names nothing')];
    case 'module':
      return picked(output(steps, pairing, onward), steps.slice(2), reference);
    case 'each':
      return each(reference, steps, onward);
    case 'count':
      return [{ kind: 'known', value: asker.key }];
    case 'path':
    case 'terraform':
      return [{ kind: 'known', value: undefined }];
    case 'local':
      return [unclear(reference, 'is a local value, which plans leave out')];
    case 'data':
      return resource('data', steps.slice(1), reference, pairing, onward);
    default:
      return resource('managed', steps, reference, pairing, onward);
  }
}

/** A variable is what the module's caller says, or else its default; the root's are in the plan. */
function variable({ name }: Step, asker: Asker): readonly Referent[] {
  const { scope } = asker;
  const fallback = own(own(own(scope.module, 'variables'), name), 'default');
  if (!scope.parent) {
    const given = own(own(scope.planContext.variables, name), 'value');
    const value = given === undefined ? fallback : given;
    if (value === undefined) return [unclear(`var.${name}`, 'has no value in the plan')];
    return [{ kind: 'known', value }];
  }
  const written = own(own(scope.call, 'expressions'), name);
  if (written === undefined) return [{ kind: 'known', value: fallback }];
  return targetsOf(written, callerOf(scope, asker));
}

/** Who asks on behalf of a module: `each` and `count` in a call are those of the module. */
function callerOf(scope: Scope, { followed, budget }: Asker): Asker {
  const { name, key } = scope.modules.at(-1)!;
  const siblings = scope.planContext.moduleKeys.get(callKey(scope.parent!.modules, name))?.size ?? 1;
  const forEach = own(scope.call, 'for_each_expression');
  return { scope: scope.parent!, key, siblings, forEach, followed, budget };
}

/** An output of a module is an expression there; without a key, of all its instances or of the one that is paired. */
function output(steps: readonly Step[], pairing: Pairing, asker: Asker): readonly Referent[] {
  const [, step, named] = steps;
  if (!step || !named) return [unclear('the module', 'is referred to as a whole')];
  const name = `module.${step.name}.${named.name}`;
  const keys = instanceKeys(step, pairing, asker);
  if (!keys) return [unclear(name, PAIRLESS)];
  const call = own(own(asker.scope.module, 'module_calls'), step.name);
  if (keys.length === 1 && keys[0] === undefined && REPEATS.some((key) => own(call, key) !== undefined))
    return [];
  return keys.flatMap((key) => {
    const scope = childScope(asker.scope, key === undefined ? { name: step.name } : { name: step.name, key });
    const expression = own(own(own(scope?.module, 'outputs'), named.name), 'expression');
    if (!scope || expression === undefined) return [unclear(name, ABSENT)];
    const inside: Asker = { ...asker, scope, key: undefined, siblings: 1, forEach: undefined };
    return targetsOf(expression, inside);
  });
}

const ABSENT = 'is not in the plan';

/** The keys of the instances of a module that are meant; nothing where that cannot be told. */
function instanceKeys(step: Step, pairing: Pairing, asker: Asker): readonly Step['key'][] | undefined {
  const keys = asker.scope.planContext.moduleKeys.get(callKey(asker.scope.modules, step.name));
  if (step.key !== undefined || keys === undefined) return [step.key];
  if (!pairing || keys.size === 1) return [...keys];
  return isPaired(pairing, keys.size, (key) => keys.has(key), asker) ? [pairing.key] : undefined;
}

/** By number, only instances of as many are paired: there `count.index` itself is what a reader of the plan would take. */
function isPaired(
  { key }: Exclude<Pairing, undefined>,
  count: number,
  has: (key: string | number) => boolean,
  { siblings }: Asker,
): boolean {
  return key !== undefined && has(key) && (typeof key === 'string' || count === siblings);
}

/** `each.key` is known, and `each.value` is where `for_each` goes over one resource or a variable. */
function each(reference: string, [, part, ...rest]: readonly Step[], asker: Asker): readonly Referent[] {
  const { key, forEach } = asker;
  if (part?.name === 'key') return [{ kind: 'known', value: key }];
  if (forEach === undefined || key === undefined) return [unclear(reference, 'is not in the plan')];
  const over = targetsOf(forEach, { ...asker, forEach: undefined, only: key });
  const instances = over.filter((target) => target.kind === 'resource' && target.resource.key === key);
  if (instances.length === 1 && over.every(({ kind }) => kind === 'resource'))
    return instances.map((target) => within(target, rest));
  const [only, more] = over;
  if (only?.kind === 'known' && !more) {
    const value = Array.isArray(only.value) ? key : own(only.value, String(key));
    if (value !== undefined) return [{ kind: 'known', value: valueAt(value, rest) }];
  }
  return [unclear(reference, 'is not in the plan')];
}

/** A resource: the instance that is named or paired, or all of them. */
function resource(
  mode: Resource['mode'],
  steps: readonly Step[],
  reference: string,
  pairing: Pairing,
  asker: Asker,
): readonly Referent[] {
  const [type, named, ...rest] = steps;
  if (!type || !named) return [unclear(reference, 'is not known here')];
  const { planContext, modules } = asker.scope;
  const family = planContext.families.get(familyKey(modules, mode, type.name, named.name));
  if (!family)
    return isRepeated(asker.scope, mode, type.name, named.name) ? [] : [unclear(reference, ABSENT)];
  const attribute = rest.length === 0 ? undefined : attributeOf(rest);
  const isWhole = named.key === undefined && pairing === undefined && asker.only === undefined;
  if (isWhole && family.size > asker.budget.left) return [unclear(reference, 'has too many instances')];
  const meant = meantOf(family, named.key, pairing, asker);
  if (meant.length === 0) return [unclear(reference, named.key === undefined ? PAIRLESS : ABSENT)];
  asker.budget.left -= meant.length;
  return meant.map((one) => ({ kind: 'resource', resource: one, attribute }));
}

/** A resource with `count` or `for_each` that is not in the plan has no instances: it is none of what is meant. */
function isRepeated(scope: Scope, mode: string, type: string, name: string): boolean {
  const configuration = configurationOf(scope, `${mode}.${type}.${name}`);
  return REPEATS.some((key) => own(configuration, key) !== undefined);
}

const REPEATS = ['count_expression', 'for_each_expression'] as const;

function meantOf(family: Family, key: Step['key'], pairing: Pairing, asker: Asker): readonly Resource[] {
  const named = (one: string | number) => [family.get(one)].filter((found) => found !== undefined);
  if (key !== undefined) return named(key);
  if (asker.only !== undefined && family.size > 1) return named(asker.only);
  if (!pairing || family.size === 1) return [...family.values()];
  return isPaired(pairing, family.size, (one) => family.has(one), asker) ? named(pairing.key!) : [];
}
