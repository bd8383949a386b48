import type { Budget } from '../shared/size.js';

/** The values of variables around a task. */
export interface Scope {
  /** Given by the user; they hold whatever else says. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Variables that are set while the play runs; with files of variables, any of them may be. */
  readonly later: { readonly names: ReadonlySet<string>; readonly files: boolean };
  /** What tasks that make a group register of it, by variable. */
  readonly registered: ReadonlyMap<string, unknown>;
  /** As they are written, the innermost first. */
  readonly layers: readonly Readonly<Record<string, unknown>>[];
  /** Those that were worked out. */
  readonly known: Map<string, unknown>;
  /** What may still be put in for variables, as `sizeOf` counts it. */
  readonly budget: Budget;
}

/** The scope within another one, where some variables have values of their own. */
export function inner(scope: Scope, variables: Readonly<Record<string, unknown>>): Scope {
  if (Object.keys(variables).length === 0) return scope;
  return { ...scope, layers: [variables, ...scope.layers], known: new Map() };
}

/** A group that a task of the same document makes, where its id will stand. */
export class MadeGroup {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}
