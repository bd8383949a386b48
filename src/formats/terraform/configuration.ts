import { moduleKey, type Step } from './address.js';
import { listOf, own } from './own.js';
import type { World } from './world.js';

/** One instance of a module: where its expressions are written, and who calls it. */
export interface Scope {
  readonly world: World;
  readonly modules: readonly Step[];
  /** The module's configuration. */
  readonly module: unknown;
  /** The call that made it, written in `parent`; none for the root. */
  readonly call: unknown;
  readonly parent: Scope | undefined;
}

const scopes = new WeakMap<World, Map<string, Scope | undefined>>();

/** The scope of a module; nothing where the document has no configuration of it, as no state has. */
export function scopeOf(world: World, modules: readonly Step[]): Scope | undefined {
  const known = scopes.get(world) ?? new Map<string, Scope | undefined>();
  scopes.set(world, known);
  const key = moduleKey(modules);
  if (!known.has(key)) known.set(key, findScope(world, modules));
  return known.get(key);
}

function findScope(world: World, modules: readonly Step[]): Scope | undefined {
  if (world.configuration === undefined) return undefined;
  let scope: Scope = { world, modules: [], module: world.configuration, call: undefined, parent: undefined };
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
  return { world: parent.world, modules: [...parent.modules, step], module, call, parent };
}

const configurations = new WeakMap<object, ReadonlyMap<string, unknown>>();

/** How a resource is written in its module, named as `mode.type.name`; nothing where the document does not have it. */
export function configurationOf(module: unknown, name: string): unknown {
  if (typeof module !== 'object' || module === null) return undefined;
  const known = configurations.get(module) ?? indexConfigurations(module);
  configurations.set(module, known);
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
