import { below, type Span } from '../../diagnostics/source.js';
import { isFields } from '../shared/item.js';
import { isUnknown, reasonIn } from '../shared/unknown.js';
import { entryOf, remembered, type Template } from './template.js';
import { readyText } from './texts.js';
import { fault, type Unknown, unknownValue, type Value } from './value.js';

/** What CloudFormation itself has values for, other than `AWS::NoValue`. */
export const pseudoParameters = [
  'AWS::AccountId',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
] as const;

/** The value that the user gave for a parameter, or its default, as it stands where it is used. */
export function parameterValue(template: Template, name: string, span: Span): Value {
  const again = (): Value => fault(span, `parameter '${name}'`, 'refers to itself');
  const value = remembered(template.memory.parameters, name, again, () => read(template, name));
  return placed(value, span);
}

/** A pseudo parameter, which has the value that the user gives and no other. */
export function pseudoParameter(template: Template, name: string, span: Span): Value {
  if (name === 'AWS::NoValue') return { kind: 'none', span };
  const given = template.given.get(name);
  return given === undefined ? withoutValue(name, span) : textOf(given, span);
}

/** Where the value is used is what the reader of a diagnostic looks for. */
function placed(value: Value, span: Span): Value {
  if (value.kind === 'list') return { ...value, items: value.items.map((one) => ({ ...one, span })), span };
  if (value.kind !== 'unknown' || value.code === 'unknown-value') return { ...value, span };
  return value;
}

/** CloudFormation takes no more, in bytes. */
const LONGEST = 4096;

function read(template: Template, name: string): Value {
  const { raw, span } = entryOf(template.parameters, name)!;
  if (!isFields(raw)) return fault(span, `parameter '${name}'`, 'is not an object');
  const type = Object.hasOwn(raw, 'Type') ? raw.Type : undefined;
  if (typeof type !== 'string') return fault(span, `parameter '${name}'`, "has no 'Type' that is a text");
  const given = template.given.get(name);
  const text = given ?? defaultOf(raw, name, type, span);
  if (typeof text !== 'string') return text;
  if (text.length > LONGEST)
    return fault(span, `the value of parameter '${name}'`, `has more than ${LONGEST} characters`);
  const read = isList(type) ? listOf(text, span) : textOf(text, span);
  const isUnset = given === undefined && text === '' && read.kind === 'text';
  const value = isUnset ? { ...read, unset: name } : read;
  return isAllowed(value, raw.AllowedValues) ? value : notAllowed(name, span);
}

/** The default of a parameter that is looked up elsewhere is only the name of its place there. */
function defaultOf(
  parameter: Readonly<Record<string, unknown>>,
  name: string,
  type: string,
  span: Span,
): string | Unknown {
  if (!Object.hasOwn(parameter, 'Default')) return withoutValue(name, span);
  if (type.startsWith('AWS::SSM::'))
    return unknownValue(span, `parameter '${name}'`, 'is looked up when the template is deployed', {
      parameter: name,
      suggestion: suggestionFor(name),
    });
  const value = parameter.Default;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const reason = isUnknown(value) ? reasonIn(value) : undefined;
  if (reason)
    return unknownValue(below(span, 'Default'), `the default of parameter '${name}'`, reason.why, {
      suggestion: reason.suggestion,
    });
  return fault(below(span, 'Default'), `the default of parameter '${name}'`, 'is not a text');
}

function isList(type: string): boolean {
  return type.includes('CommaDelimitedList') || type.includes('List<');
}

function listOf(text: string, span: Span): Value {
  const items = text.trim() === '' ? [] : text.split(',').map((one) => textOf(one.trim(), span));
  return { kind: 'list', items, span };
}

function textOf(text: string, span: Span): Value {
  return readyText(text === '' ? [] : [text], span);
}

/** CloudFormation refuses every other value. */
function isAllowed(value: Value, allowed: unknown): boolean {
  if (allowed === undefined) return true;
  if (!Array.isArray(allowed)) return false;
  // What is not known could be anything.
  if (allowed.some(isUnknown)) return true;
  const texts = new Set(allowed.map(String));
  const items = value.kind === 'list' ? value.items : [value];
  return items.every((item) => item.kind !== 'text' || texts.has(item.pieces.join('')));
}

function notAllowed(name: string, span: Span): Value {
  return fault(span, `the value of parameter '${name}'`, "is none of its 'AllowedValues'");
}

function withoutValue(name: string, span: Span): Unknown {
  const suggestion = suggestionFor(name);
  return unknownValue(span, `parameter '${name}'`, 'has no value', { suggestion, parameter: name });
}

/** Of an empty default: a template that can do without the value asks for that in a condition. */
export function unsetValue(name: string, span: Span): Unknown {
  const suggestion = suggestionFor(name);
  return unknownValue(span, `parameter '${name}'`, 'is empty unless it is given', {
    suggestion,
    parameter: name,
  });
}

function suggestionFor(name: string): string {
  return `set it with --parameter ${name}=VALUE`;
}
