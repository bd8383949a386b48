import type { Budget } from '../shared/size.js';
import type { Strength } from './precedence.js';
import type { Reader, Setters } from './setters.js';

/** Variables that one place sets, as they are written. */
export interface Layer {
  readonly strength: Strength;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A variable that holds the group that a task made. */
export interface Registered {
  readonly value: unknown;
  /** Tasks up to this one do not know it yet. */
  readonly after: number;
  /** Tasks after this one may find something else in it. */
  readonly until: number;
  /** Tasks after this one come behind tasks of other files. */
  readonly alone: number;
}

/** The values of variables around a task. */
export interface Scope {
  /** Given by the user; they hold whatever else says. */
  readonly parameters: ReadonlyMap<string, string>;
  /** What may set variables anywhere in the input. */
  readonly setters: Setters;
  readonly reader: Reader;
  /** What tasks that make a group register of it, by variable. */
  readonly registered: ReadonlyMap<string, Registered>;
  /** The innermost first. */
  readonly layers: readonly Layer[];
  /** Those that were worked out. */
  readonly known: Map<string, unknown>;
  /** What may still be put in for variables, as `sizeOf` counts it. */
  readonly budget: Budget;
}

/** The scope within another one, where some variables have values of their own. */
export function inner(scope: Scope, strong: Strength, variables: Readonly<Record<string, unknown>>): Scope {
  if (Object.keys(variables).length === 0) return scope;
  return { ...scope, layers: [{ strength: strong, variables }, ...scope.layers], known: new Map() };
}

/** A group that a task of the same document makes, where its id will stand. */
export class MadeGroup {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}
