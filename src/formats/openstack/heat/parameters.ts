import { type Fields, isFields } from '../../shared/item.js';
import { unknown } from '../../shared/unknown.js';

/** The values of a template's parameters: those given, or else their defaults. */
export function parameterValues(
  declared: unknown,
  given: ReadonlyMap<string, string>,
): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [name, parameter] of Object.entries(isFields(declared) ? declared : {})) {
    if (isFields(parameter)) values.set(name, chosenValue(name, parameter, given.get(name)));
  }
  return values;
}

function chosenValue(name: string, { type, default: fallback }: Fields, given: string | undefined): unknown {
  const value = given ?? fallback;
  if (value !== undefined && value !== null)
    return typeof value === 'string' ? read(name, type, value) : value;
  return unknown(`needs parameter '${name}', which has no value`, `set it with --parameter ${name}=VALUE`);
}

function read(name: string, type: unknown, text: string): unknown {
  switch (type) {
    case 'number':
      return /^-?[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : wrong(name, text, 'a number');
    case 'boolean':
      return readBoolean(name, text);
    case 'comma_delimited_list':
      return text === '' ? [] : text.split(',').map((one) => one.trim());
    case 'json':
      return readJson(name, text);
    default:
      return text;
  }
}

function readBoolean(name: string, text: string): unknown {
  const lower = text.toLowerCase();
  if (['true', 't', 'yes', 'y', 'on', '1'].includes(lower)) return true;
  if (['false', 'f', 'no', 'n', 'off', '0'].includes(lower)) return false;
  return wrong(name, text, 'true or false');
}

function readJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return wrong(name, text, 'JSON');
  }
}

function wrong(name: string, text: string, expected: string): unknown {
  return unknown(`needs parameter '${name}', whose value '${text}' is not ${expected}`);
}
