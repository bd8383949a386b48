import type { Fields } from '../../shared/item.js';
import type { Budget } from '../../shared/size.js';
import type { Reason } from '../../shared/unknown.js';

/** Whether a condition holds, or why that is not known. */
export type Verdict = boolean | Reason;

/** What the functions of one template can refer to. */
export interface Scope {
  /** Parameters of the template, by name: their values, or that they have none. */
  readonly parameters: ReadonlyMap<string, unknown>;
  /** Conditions as they are written, by name. */
  readonly conditions: Fields;
  /** Those that were worked out: each may be asked for many times, also while it is worked out. */
  readonly verdicts: Map<string, Verdict>;
  /** Names of the template's resources. */
  readonly resources: ReadonlySet<string>;
  /** What `repeat` and `get_param` may still make, as `sizeOf` counts it: a short template could ask for more than there is memory. */
  readonly budget: Budget;
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
