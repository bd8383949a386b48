import { moduleKey, type Step } from './address.js';
import { listOf, own } from './own.js';
import type { Resource } from './resource.js';
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

/** How a resource is written in its module; nothing where the document does not have it. */
export function configurationOf(scope: Scope | undefined, resource: Resource): unknown {
  const { module } = scope ?? {};
  if (typeof module !== 'object' || module === null) return undefined;
  const known = configurations.get(module) ?? indexConfigurations(module);
  configurations.set(module, known);
  return known.get(`${resource.mode}.${resource.type}.${resource.name}`);
}

function indexConfigurations(module: object): ReadonlyMap<string, unknown> {
  return new Map(
    listOf(own(module, 'resources')).map((one) => [
      `${own(one, 'mode') ?? 'managed'}.${own(one, 'type')}.${own(one, 'name')}`,
      one,
    ]),
  );
}
