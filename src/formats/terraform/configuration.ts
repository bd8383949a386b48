import { moduleKey, type Step } from './address.js';
import { listOf, own } from './own.js';
import type { PlanContext, Scope } from './plan-context.js';

/** The scope of a module; nothing where the document has no configuration of it, as no state has. */
export function scopeOf(planContext: PlanContext, modules: readonly Step[]): Scope | undefined {
  const { scopes } = planContext.memory;
  const key = moduleKey(modules);
  if (!scopes.has(key)) scopes.set(key, findScope(planContext, modules));
  return scopes.get(key);
}

function findScope(planContext: PlanContext, modules: readonly Step[]): Scope | undefined {
  if (planContext.configuration === undefined) return undefined;
  let scope: Scope = {
    planContext,
    modules: [],
    module: planContext.configuration,
    call: undefined,
    parent: undefined,
  };
  for (const step of modules) {
    const inner = childScope(scope, step);
    if (!inner) return undefined;
    scope = inner;
  }
  return scope;
}

/** An instance of a module that the scope calls. */
export function childScope(parent: Scope, step: Step): Scope | undefined {
  const call = own(own(parent.module, 'module_calls'), step.name);
  const module = own(call, 'module');
  if (module === undefined) return undefined;
  return { planContext: parent.planContext, modules: [...parent.modules, step], module, call, parent };
}

/** How a resource is written in its module, named as `mode.type.name`; nothing where the document does not have it. */
export function configurationOf({ module, planContext }: Scope, name: string): unknown {
  if (typeof module !== 'object' || module === null) return undefined;
  const { written } = planContext.memory;
  const known = written.get(module) ?? indexConfigurations(module);
  written.set(module, known);
  return known.get(name);
}

function indexConfigurations(module: object): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  for (const one of listOf(own(module, 'resources'))) {
    const [mode = 'managed', type, name] = ['mode', 'type', 'name'].map((key) => own(one, key));
    if ([mode, type, name].every((part) => typeof part === 'string'))
      found.set(`${mode}.${type}.${name}`, one);
  }
  return found;
}
