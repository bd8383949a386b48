import type { Step } from './address.js';
import { own } from './own.js';
import type { Scope } from './plan-context.js';
import type { Resource } from './resource.js';

/** What an expression refers to, as far as a plan tells. */
export type Referent =
  /** An attribute of a resource; 0.12 and a resource as a whole tell none. */
  | { readonly kind: 'resource'; readonly resource: Resource; readonly attribute: string | undefined }
  /** Something that is known without applying the plan, such as a variable of the root module. */
  | { readonly kind: 'known'; readonly value: unknown }
  /** Something that the plan does not tell, such as a local value. */
  | { readonly kind: 'unclear'; readonly reference: string; readonly why: string };

/** Who asks: which instance stands for `each` and `count` there, and what has been followed up to here. */
export interface Asker {
  readonly scope: Scope;
  readonly key: string | number | undefined;
  /** How many instances there are of what asks. */
  readonly siblings: number;
  /** What `for_each` goes over, if it is used. */
  readonly forEach: unknown;
  /** The only instance that is asked for, of resources that are gone over as a whole. Absent: all of them. */
  readonly only?: string | number | undefined;
  readonly followed: readonly string[];
  /** How many references may still be followed for the same expression. */
  readonly budget: { left: number };
}

/** For one expression; those of real configurations need a handful. */
const BUDGET = 1_000;

/** Who asks for an expression of a resource itself. */
export function askerFor(scope: Scope, key: Asker['key'], siblings: number, forEach: unknown): Asker {
  return { scope, key, siblings, forEach, followed: [], budget: { left: BUDGET } };
}

/** What cannot be followed, and why. */
export function unclear(reference: string, why: string): Referent {
  return { kind: 'unclear', reference, why };
}

/** An attribute of what was handed over as a whole. */
export function within(target: Referent, rest: readonly Step[]): Referent {
  if (rest.length === 0 || target.kind === 'unclear') return target;
  if (target.kind === 'known') return { kind: 'known', value: valueAt(target.value, rest) };
  const attribute = [...(target.attribute === undefined ? [] : [target.attribute]), attributeOf(rest)].join(
    '.',
  );
  return { ...target, attribute };
}

/**
 * What the key of the first step picks of what was handed over, and of that the attribute that the others are. Of several
 * things only instances of one resource have keys that a plan tells.
 */
export function picked(
  targets: readonly Referent[],
  [first, ...rest]: readonly Step[],
  reference: string,
): readonly Referent[] {
  const key = first?.key;
  const of = key === undefined || targets.length === 1 ? targets : withKey(targets, key, reference);
  return of.map((target) =>
    within(
      key !== undefined && target.kind === 'known' ? { ...target, value: itemAt(target.value, key) } : target,
      rest,
    ),
  );
}

function withKey(targets: readonly Referent[], key: string | number, reference: string): readonly Referent[] {
  const names = targets.map((target) =>
    target.kind === 'resource' ? target.resource.address.replace(/\[[^\]]*\]$/, '') : '',
  );
  const found = targets.filter((target) => target.kind === 'resource' && target.resource.key === key);
  const isFamily = names.every((one) => one !== '' && one === names[0]);
  return isFamily && found.length === 1 ? found : [unclear(reference, PAIRLESS)];
}

/** Why it is not clear which of several things is meant. */
export const PAIRLESS = 'is chosen in a way that the plan does not show';

function itemAt(value: unknown, key: string | number): unknown {
  if (typeof key === 'string') return own(value, key);
  return Array.isArray(value) ? value[key] : undefined;
}

/** A part of a value; nothing where it is not there. */
export function valueAt(value: unknown, rest: readonly Step[]): unknown {
  let at = value;
  for (const { name, key } of rest) {
    at = own(at, name);
    if (key !== undefined) at = itemAt(at, key);
  }
  return at;
}

/** Steps behind a resource as the name of its attribute. */
export function attributeOf(steps: readonly Step[]): string {
  return steps.map(({ name }) => name).join('.');
}
