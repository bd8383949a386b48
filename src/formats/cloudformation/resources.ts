import type { Report } from '../../diagnostics/diagnostic.js';
import { below, type Span } from '../../diagnostics/source.js';
import { Item, isFields } from '../shared/item.js';
import { mayMakeKnown, type ResourceType, readTypes } from './kinds.js';
import { presenceOf } from './presence.js';
import { rainModuleOf } from './rain.js';
import { evaluated, type Template } from './template.js';
import { type FieldsValue, inWords, reportUnknown } from './value.js';

/** A resource that is made. */
export interface Resource {
  /** Its logical id. */
  readonly id: string;
  readonly type: ResourceType;
  /** Absent where they are not known or of a wrong type, which is not the same as there being none. */
  readonly properties: FieldsValue | undefined;
  readonly span: Span;
}

/**
 * The resources of the template that matter here and are made. One with a condition that cannot be decided is left out, with
 * a warning: what it would add then does not match.
 */
export function readResources(template: Template, report: Report): readonly Resource[] {
  const { fields, span } = template.resources;
  return Object.keys(fields).flatMap(
    (id) => readResource(template, id, fields[id], below(span, id), report) ?? [],
  );
}

function readResource(
  template: Template,
  id: string,
  raw: unknown,
  span: Span,
  report: Report,
): Resource | undefined {
  if (id.startsWith('Fn::')) {
    if (!mayMakeKnown(raw)) return undefined;
    report('unknown-value', span, { what: `what '${id}' makes`, why: 'is not known here' });
    return undefined;
  }
  if (!isFields(raw)) {
    report('wrong-type', span, { problem: `resource '${id}' is not an object` });
    return undefined;
  }
  // It is told with the other resources that are not read.
  if (rainModuleOf(raw.Type) !== undefined) return undefined;
  const type = new Item(raw, span, report).requiredText('Type');
  const known = readTypes.find((one) => one === type);
  if (known === undefined || !hasRightName(id, span, report) || !isPresent(template, id, report))
    return undefined;
  return { id, type: known, properties: readProperties(template, raw, span, report), span };
}

/** Names become parts of chains, sets and files. */
function hasRightName(id: string, span: Span, report: Report): boolean {
  if (/^[A-Za-z0-9]{1,255}$/.test(id)) return true;
  const problem = 'a logical id has letters and digits only';
  report('invalid-name', span, { kind: 'resource', name: id, problem });
  return false;
}

function isPresent(template: Template, id: string, report: Report): boolean {
  const presence = presenceOf(template, id);
  if (presence.kind === 'decided') return presence.holds;
  reportUnknown(presence, report);
  return false;
}

function readProperties(
  template: Template,
  resource: Readonly<Record<string, unknown>>,
  span: Span,
  report: Report,
): FieldsValue | undefined {
  const place = below(span, 'Properties');
  if (!Object.hasOwn(resource, 'Properties')) {
    report('wrong-type', span, { problem: "'Properties' is missing" });
    return undefined;
  }
  const value = evaluated(template, resource.Properties, place);
  if (value.kind === 'fields') return value;
  if (value.kind === 'unknown') reportUnknown(value, report);
  else
    report('wrong-type', place, { problem: `'Properties' is ${inWords(value)} where an object is expected` });
  return undefined;
}
