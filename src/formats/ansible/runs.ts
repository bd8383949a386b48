import type { Item } from '../shared/item.js';
import { type Reason, reasonIn } from '../shared/unknown.js';
import { resolve, resolveExpression } from './resolve.js';
import type { Scope } from './scope.js';
import type { AtTimes, Doubt, Nesting } from './tasks.js';

/** Whether a task runs: yes, no, or why that is not known. */
export type Runs = boolean | Doubt;

/** Whether all conditions on a task and around it hold. One that does not hold decides. */
export function runs({ around, task, atTimes, doubt }: Nesting, scope: Scope): Runs {
  const own = [...around, task].flatMap((one) => [whenOf(one, scope), tagsOf(one), checkModeOf(one)]);
  const all: readonly Runs[] = [
    ...own,
    ...(atTimes === undefined ? [] : [{ why: times[atTimes.key], ...atTimes }]),
    ...(doubt === undefined ? [] : [doubt]),
  ];
  if (all.includes(false)) return false;
  return all.find((one) => typeof one !== 'boolean') ?? true;
}

function whenOf(item: Item, scope: Scope): Runs {
  if (!item.has('when')) return true;
  const { when } = item.fields;
  const verdicts = (Array.isArray(when) ? when : [when]).map((one) => verdictOf(one, scope));
  if (verdicts.includes(false)) return false;
  const reason = verdicts.find((one) => typeof one !== 'boolean');
  return typeof reason === 'object' ? { ...reason, at: item, key: 'when' } : true;
}

/** Only a variable that is true or false, or `not` before it, is worked out. */
function verdictOf(condition: unknown, scope: Scope): boolean | Reason {
  if (typeof condition === 'boolean') return condition;
  if (typeof condition !== 'string') return { why: 'depends on a condition that is not supported' };
  const [, before = '', text = ''] = /^\s*((?:not\s+)*)(.*)$/s.exec(condition.trimEnd()) ?? [];
  const verdict = plainVerdict(text, scope);
  const isNegated = (before.match(/not/g)?.length ?? 0) % 2 === 1;
  return typeof verdict === 'boolean' && isNegated ? !verdict : verdict;
}

function plainVerdict(text: string, scope: Scope): boolean | Reason {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  const value = /\{[{%#]/.test(text) ? resolve(text, scope) : resolveExpression(text, scope);
  if (typeof value === 'boolean') return value;
  return reasonIn(value) ?? { why: `needs '${text}', which is neither true nor false` };
}

const times: Readonly<Record<AtTimes['key'], string>> = {
  rescue: 'depends on whether a task of the block fails',
  handlers: 'depends on whether a task notifies the handler',
};

/** In check mode a task changes nothing. */
function checkModeOf(item: Item): Runs {
  const { check_mode: mode } = item.fields;
  if (mode === undefined || mode === null || mode === false) return true;
  return { why: "depends on 'check_mode'", at: item, key: 'check_mode' };
}

/** Tasks tagged `never` run only where somebody asks for them. */
function tagsOf(item: Item): Runs {
  const { tags } = item.fields;
  const list = Array.isArray(tags) ? tags : typeof tags === 'string' ? tags.split(',') : [];
  if (!list.some((one) => typeof one === 'string' && one.trim() === 'never')) return true;
  return { why: "depends on whether its tag 'never' is asked for", at: item, key: 'tags' };
}
