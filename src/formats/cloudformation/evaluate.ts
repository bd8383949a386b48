import { below, type Span } from '../../diagnostics/source.js';
import { isFields } from '../shared/item.js';
import { isUnknown, reasonIn } from '../shared/unknown.js';
import { base64 } from './intrinsics/base64.js';
import { chooseIf } from './intrinsics/choose-if.js';
import { cidr } from './intrinsics/cidr.js';
import { findInMap } from './intrinsics/find-in-map.js';
import { getAttribute, reference } from './intrinsics/reference.js';
import { select } from './intrinsics/select.js';
import { substitute } from './intrinsics/substitute.js';
import { join, split } from './intrinsics/texts.js';
import { isOfRain, RAIN_PACKS } from './rain.js';
import type { Template } from './template.js';
import { readyText } from './texts.js';
import { fault, unknownValue, type Value } from './value.js';

/** Works out a function of the template: `raw` is what stands behind its name, at `span`. */
type Intrinsic = (template: Template, raw: unknown, span: Span) => Value;

const intrinsics: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['Ref', reference],
  ['Fn::GetAtt', getAttribute],
  ['Fn::Sub', substitute],
  ['Fn::Join', join],
  ['Fn::Split', split],
  ['Fn::Select', select],
  ['Fn::If', chooseIf],
  ['Fn::FindInMap', findInMap],
  ['Fn::Base64', base64],
  ['Fn::Cidr', cidr],
  ['Fn::ImportValue', onlyWhenDeployed("'Fn::ImportValue'")],
  ['Fn::GetAZs', onlyWhenDeployed("'Fn::GetAZs'")],
  ['Fn::Transform', onlyWhenDeployed("'Fn::Transform'")],
]);

/** More levels than any template has; what is nested deeper would exhaust the stack. */
const DEEPEST = 100;

/** What a value comes to; the values of an object are left for when they are asked for. */
export function evaluate(template: Template, raw: unknown, span: Span): Value {
  if (typeof raw === 'string') return readyText(raw === '' ? [] : [raw], span);
  const reason = isUnknown(raw) ? reasonIn(raw) : undefined;
  if (reason) return unknownValue(span, 'this value', reason.why, { suggestion: reason.suggestion });
  if (Array.isArray(raw)) return deeper(template, span, () => evaluateList(template, raw, span));
  if (isFields(raw)) return deeper(template, span, () => evaluateObject(template, raw, span));
  return { kind: 'plain', value: raw as number | boolean | null, span };
}

function deeper(template: Template, span: Span, work: () => Value): Value {
  const { memory } = template;
  if (memory.depth >= DEEPEST) return fault(span, 'this', 'is nested too deeply');
  memory.depth++;
  const value = work();
  memory.depth--;
  return value;
}

function evaluateList(template: Template, raw: readonly unknown[], span: Span): Value {
  const items = raw.map((one, i) => evaluate(template, one, below(span, i)));
  return { kind: 'list', items: items.filter(({ kind }) => kind !== 'none'), span };
}

/** A function stands alone in its object: beside other keys it could be a macro, which may change them. */
function evaluateObject(template: Template, raw: Readonly<Record<string, unknown>>, span: Span): Value {
  const name = intrinsicOf(raw);
  if (name === undefined) return { kind: 'fields', fields: raw, span };
  if (Object.keys(raw).length > 1)
    return unknownValue(span, `what '${name}' makes of the keys beside it`, 'is not known');
  if (isOfRain(name))
    return unknownValue(span, `'${name}'`, 'is only known when rain has packed the template', RAIN_PACKS);
  const intrinsic = intrinsics.get(name);
  if (intrinsic === undefined) return unknownValue(span, `the function '${name}'`, 'is not known here');
  return intrinsic(template, raw[name], below(span, name));
}

function intrinsicOf(raw: Readonly<Record<string, unknown>>): string | undefined {
  for (const key in raw) if (key === 'Ref' || key.startsWith('Fn::') || isOfRain(key)) return key;
  return undefined;
}

function onlyWhenDeployed(what: string): Intrinsic {
  return (_, __, span) => unknownValue(span, what, 'is only known when the template is deployed');
}
