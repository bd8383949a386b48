import { moduleKey, type Step } from './address.js';
import type { Resource } from './resource.js';

/** All that one document knows. */
export interface PlanContext {
  readonly resources: ReadonlyMap<string, Resource>;
  /** The instances of each resource, by `familyKey`. */
  readonly families: ReadonlyMap<string, Family>;
  /** Every instance of a module that holds a resource, by the `moduleKey` of its parents and its name. */
  readonly moduleKeys: ReadonlyMap<string, ReadonlySet<string | number>>;
  /** The configuration's root module; nothing in a state. */
  readonly configuration: unknown;
  /** Values of the root module's variables. */
  readonly variables: unknown;
  readonly memory: Memory;
}

/** One instance of a module: where its expressions are written, and who calls it. */
export interface Scope {
  readonly planContext: PlanContext;
  readonly modules: readonly Step[];
  /** The module's configuration. */
  readonly module: unknown;
  /** The call that made it, written in `parent`; none for the root. */
  readonly call: unknown;
  readonly parent: Scope | undefined;
}

/** What is looked up once in the configuration. */
interface Memory {
  /** Scopes of modules, by `moduleKey`. */
  readonly scopes: Map<string, Scope | undefined>;
  /** How resources are written, by module. */
  readonly written: Map<object, ReadonlyMap<string, unknown>>;
}

/** The instances of one resource, by their key; the only one of a resource without `count` and `for_each` by `undefined`. */
export type Family = ReadonlyMap<string | number | undefined, Resource>;

/** A resource, in the document that it is of. */
export interface Found {
  readonly resource: Resource;
  readonly planContext: PlanContext;
}

export function familyKey(
  modules: readonly Step[],
  mode: Resource['mode'],
  type: string,
  name: string,
): string {
  return `${moduleKey(modules)} ${mode}.${type}.${name}`;
}

export function planContextOf(
  resources: readonly Resource[],
  plan: { readonly configuration: unknown; readonly variables: unknown },
): PlanContext {
  const byAddress = new Map<string, Resource>();
  const families = new Map<string, Map<Resource['key'], Resource>>();
  const moduleKeys = new Map<string, Set<string | number>>();
  for (const resource of resources) {
    if (byAddress.has(resource.address)) {
      const related = [{ message: 'first definition', span: byAddress.get(resource.address)!.span }];
      const name = resource.address;
      resource.report('duplicate', resource.span, { kind: 'resource', name }, { related });
      continue;
    }
    byAddress.set(resource.address, resource);
    const family = familyKey(resource.modules, resource.mode, resource.type, resource.name);
    families.set(family, (families.get(family) ?? new Map()).set(resource.key, resource));
    addModules(resource.modules, moduleKeys);
  }
  const memory = { scopes: new Map(), written: new Map() };
  return { resources: byAddress, families, moduleKeys, ...plan, memory };
}

function addModules(modules: readonly Step[], moduleKeys: Map<string, Set<string | number>>): void {
  modules.forEach(({ name, key }, depth) => {
    if (key === undefined) return;
    const call = callKey(modules.slice(0, depth), name);
    moduleKeys.set(call, (moduleKeys.get(call) ?? new Set()).add(key));
  });
}

/** By which the instances of a module call are known. */
export function callKey(parents: readonly Step[], name: string): string {
  return `${moduleKey(parents)} ${name}`;
}
