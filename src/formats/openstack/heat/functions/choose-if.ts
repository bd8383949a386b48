import { unknown } from '../../../shared/unknown.js';
import { isTrue } from '../conditions.js';
import type { TemplateFunction } from '../scope.js';
import { notUnderstood } from './texts.js';

/** `if: [condition, value if true, value if false]`; the last left out leaves the value out. */
export const chooseIf: TemplateFunction = (args, scope, evaluate) => {
  if (!Array.isArray(args) || args.length < 2) return notUnderstood('if', undefined);
  const [condition, one, other] = args;
  const verdict = isTrue(condition, scope, evaluate);
  if (typeof verdict !== 'boolean') return unknown(verdict.why, verdict.suggestion);
  const chosen = verdict ? one : other;
  return chosen === undefined || chosen === null ? undefined : evaluate(chosen, scope);
};
