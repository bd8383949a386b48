import type { Verdict } from './conditions.js';

export type Fields = Readonly<Record<string, unknown>>;

/** What the functions of one template can refer to. */
export interface Scope {
  /** Parameters of the template, by name: their values, or that they have none. */
  readonly parameters: ReadonlyMap<string, unknown>;
  /** Conditions as they are written, by name. */
  readonly conditions: Fields;
  /** Those that were worked out: each may be asked for many times. */
  readonly verdicts: Map<string, Verdict>;
  /** Names of the template's resources. */
  readonly resources: ReadonlySet<string>;
  /** What `repeat` may still make, in values and in hundreds of characters: a short template could ask for more than there is memory. */
  readonly budget: { left: number };
}

/** Works out a value that may hold functions. */
export type Evaluate = (value: unknown, scope: Scope) => unknown;

/** A function of templates, told what stands behind its name. What it cannot work out is unknown. */
export type TemplateFunction = (args: unknown, scope: Scope, evaluate: Evaluate) => unknown;

/** A resource of the same template, where its id will stand. */
export class ResourceReference {
  readonly resource: string;

  constructor(resource: string) {
    this.resource = resource;
  }
}
