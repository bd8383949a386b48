import { below, type Span } from '../../diagnostics/source.js';
import { isFields } from '../shared/item.js';
import { entryOf, evaluated, remembered, suggestionIn, type Template } from './template.js';
import { asText } from './texts.js';
import { fault, missing, type Unknown, unknownValue, type Value } from './value.js';
import { decided, type Verdict } from './verdict.js';

/** Whether the condition of that name holds. */
export function conditionNamed(template: Template, name: string, span: Span): Verdict {
  const entry = entryOf(template.conditions, name);
  if (entry === undefined) return nothingNamed(template, name, span);
  const again = (): Verdict => fault(span, `condition '${name}'`, 'refers to itself');
  return remembered(template.memory.conditions, name, again, () => decide(template, entry.raw, entry.span));
}

/** The name that stands for a condition. One that YAML takes for a truth (`Yes`) is that, here and where it is defined. */
export function conditionName(raw: unknown): string | undefined {
  return typeof raw === 'string' || typeof raw === 'boolean' ? String(raw) : undefined;
}

function nothingNamed(template: Template, name: string, span: Span): Unknown {
  const what = `condition '${name}'`;
  if (template.transformed) return unknownValue(span, what, 'may be created by a macro');
  return missing(span, what, suggestionIn(template, name, template.conditions.fields));
}

/** As deep as `evaluate` goes; conditions that name one another count as well. */
const DEEPEST = 100;

function decide(template: Template, raw: unknown, span: Span): Verdict {
  const { memory } = template;
  if (memory.depth >= DEEPEST) return fault(span, 'this condition', 'is nested too deeply');
  memory.depth++;
  const verdict = decideFunction(template, raw, span);
  memory.depth--;
  return verdict;
}

function decideFunction(template: Template, raw: unknown, span: Span): Verdict {
  const [name, ...others] = isFields(raw) ? Object.keys(raw) : [];
  if (name === undefined || others.length > 0) return fault(span, 'this', 'is not a condition');
  const value = (raw as Readonly<Record<string, unknown>>)[name];
  const named = conditionName(value);
  const place = below(span, name);
  switch (name) {
    case 'Condition':
      return named !== undefined
        ? conditionNamed(template, named, place)
        : fault(place, "'Condition'", 'takes the name of a condition');
    case 'Fn::Not':
      return negated(template, value, place);
    case 'Fn::And':
      return combined(template, value, place, false);
    case 'Fn::Or':
      return combined(template, value, place, true);
    case 'Fn::Equals':
      return equal(template, value, place);
    default:
      return unknownValue(span, `the function '${name}'`, 'is not known here in a condition');
  }
}

function negated(template: Template, raw: unknown, span: Span): Verdict {
  if (!Array.isArray(raw) || raw.length !== 1)
    return fault(span, "'Fn::Not'", 'takes one condition in a list');
  const verdict = decide(template, raw[0], below(span, 0));
  return verdict.kind === 'decided' ? decided(!verdict.holds) : verdict;
}

/** One that is `enough` (false for And, true for Or) decides, whatever is not known of the others. */
function combined(template: Template, raw: unknown, span: Span, enough: boolean): Verdict {
  if (!Array.isArray(raw) || raw.length === 0) return fault(span, 'this', 'takes a list of conditions');
  const verdicts = raw.map((one, i) => decide(template, one, below(span, i)));
  const wrong = verdicts.find((one) => one.kind === 'unknown' && one.code !== 'unknown-value');
  if (wrong) return wrong;
  if (verdicts.some((one) => one.kind === 'decided' && one.holds === enough)) return decided(enough);
  return verdicts.find(({ kind }) => kind === 'unknown') ?? decided(!enough);
}

function equal(template: Template, raw: unknown, span: Span): Verdict {
  if (!Array.isArray(raw) || raw.length !== 2) return fault(span, "'Fn::Equals'", 'takes two values');
  const keys = raw.map((one, i) => keyOf(evaluated(template, one, below(span, i))));
  const [first, second] = [keys[0]!, keys[1]!];
  if (typeof first !== 'string') return first;
  return typeof second === 'string' ? decided(first === second) : second;
}

/** Equal for equal values: a number, and the same as a text, are one value to CloudFormation. */
function keyOf(value: Value): string | Unknown {
  if (value.kind === 'list') return keyOfList(value.items);
  const text = asText(value, 'what is compared');
  if (text.kind === 'unknown') return text;
  const piece = text.pieces.find((one) => typeof one !== 'string');
  if (piece !== undefined) return fault(value.span, 'a condition', 'cannot depend on a resource');
  return JSON.stringify(text.pieces.join(''));
}

function keyOfList(items: readonly Value[]): string | Unknown {
  const keys: string[] = [];
  for (const item of items) {
    const key = keyOf(item);
    if (typeof key !== 'string') return key;
    keys.push(key);
  }
  return `[${keys.join()}]`;
}
