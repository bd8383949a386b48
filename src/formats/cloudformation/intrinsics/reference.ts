import { below, type Span } from '../../../diagnostics/source.js';
import { attributeOf } from '../attributes.js';
import { parameterValue, pseudoParameter } from '../parameters.js';
import { evaluated, suggestionIn, type Template } from '../template.js';
import { asLiteral } from '../texts.js';
import { fault, missing, unknownValue, type Value } from '../value.js';

/** `Ref`: a parameter, a pseudo parameter or a resource. */
export function reference(template: Template, raw: unknown, span: Span): Value {
  if (typeof raw !== 'string') return fault(span, "'Ref'", 'takes the name of a parameter or resource');
  return referenceTo(template, raw, span);
}

export function referenceTo(template: Template, name: string, span: Span): Value {
  if (Object.hasOwn(template.resources.fields, name)) return attributeOf(template, name, undefined, span);
  if (Object.hasOwn(template.parameters.fields, name)) return parameterValue(template, name, span);
  if (name.startsWith('AWS::')) return pseudoParameter(template, name, span);
  return nothingNamed(template, `'${name}'`, name, span);
}

/** `Fn::GetAtt`: `Group.GroupId`, or the two as a list. */
export function getAttribute(template: Template, raw: unknown, span: Span): Value {
  if (typeof raw === 'string') return attributeAt(template, raw, span);
  if (!Array.isArray(raw) || raw.length !== 2 || typeof raw[0] !== 'string')
    return fault(span, "'Fn::GetAtt'", 'takes a resource and one of its attributes');
  const attribute = asLiteral(evaluated(template, raw[1], below(span, 1)), 'the attribute');
  return typeof attribute === 'string' ? attributeNamed(template, raw[0], attribute, span) : attribute;
}

/** What `Resource.Attribute` means; attributes can hold dots, names of resources cannot. */
export function attributeAt(template: Template, path: string, span: Span): Value {
  const dot = path.indexOf('.');
  if (dot < 0) return fault(span, `'${path}'`, 'names no attribute: write Resource.Attribute');
  return attributeNamed(template, path.slice(0, dot), path.slice(dot + 1), span);
}

function attributeNamed(template: Template, name: string, attribute: string, span: Span): Value {
  if (!Object.hasOwn(template.resources.fields, name))
    return nothingNamed(template, `resource '${name}'`, name, span);
  return attributeOf(template, name, attribute, span);
}

/** A macro can add what the template refers to, so that it is not wrong then. */
function nothingNamed(template: Template, what: string, name: string, span: Span): Value {
  if (template.transformed) return unknownValue(span, what, 'may be created by a macro');
  const { resources, parameters } = template;
  return missing(span, what, suggestionIn(template, name, resources.fields, parameters.fields));
}
