import { isFields } from '../../shared/item.js';
import { deeper } from '../../shared/size.js';
import { reasonIn } from '../../shared/unknown.js';
import type { Evaluate, Scope, Verdict } from './scope.js';

/** Works out a condition: a name under `conditions`, true or false, or a function. */
export function isTrue(condition: unknown, scope: Scope, evaluate: Evaluate): Verdict {
  if (typeof condition === 'boolean') return condition;
  return deeper(
    scope.budget,
    () => verdictOf(condition, scope, evaluate),
    () => ({ why: 'needs a condition that is nested too deeply' }),
  );
}

function verdictOf(condition: unknown, scope: Scope, evaluate: Evaluate): Verdict {
  if (typeof condition === 'string') return named(condition, scope, evaluate);
  const [only, more] = isFields(condition) ? Object.entries(condition) : [];
  if (only === undefined || more !== undefined)
    return { why: 'depends on a condition that is not supported' };
  const [name, args] = only;
  const parts = (): readonly Verdict[] => listOf(args).map((one) => isTrue(one, scope, evaluate));
  switch (name) {
    case 'not':
      return negated(isTrue(Array.isArray(args) ? args[0] : args, scope, evaluate));
    case 'and':
      return all(parts());
    case 'or':
      return negated(all(parts().map(negated)));
    case 'equals':
      return equals(evaluate(args, scope));
    default:
      return truth(evaluate(condition, scope));
  }
}

/** Conditions may refer to others, not in a circle. */
function named(name: string, scope: Scope, evaluate: Evaluate): Verdict {
  const { conditions, verdicts } = scope;
  if (!Object.hasOwn(conditions, name)) return { why: `needs condition '${name}', which does not exist` };
  const known = verdicts.get(name);
  if (known !== undefined) return known;
  verdicts.set(name, { why: `needs condition '${name}', which refers to itself` });
  const verdict = isTrue(conditions[name], scope, evaluate);
  verdicts.set(name, verdict);
  return verdict;
}

function negated(verdict: Verdict): Verdict {
  return typeof verdict === 'boolean' ? !verdict : verdict;
}

/** One that does not hold decides, whatever is not known of others; none at all is a mistake. */
function all(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.length === 0) return { why: 'depends on a condition that is not supported' };
  if (verdicts.includes(false)) return false;
  return verdicts.find((one) => typeof one !== 'boolean') ?? true;
}

function equals(values: unknown): Verdict {
  const reason = reasonIn(values);
  if (reason) return reason;
  const [a, b, more] = listOf(values);
  if (a === undefined || b === undefined || more !== undefined)
    return { why: "needs 'equals' of other than two values" };
  return JSON.stringify(a) === JSON.stringify(b);
}

function truth(value: unknown): Verdict {
  if (typeof value === 'boolean') return value;
  return reasonIn(value) ?? { why: 'depends on a condition that is not supported' };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
