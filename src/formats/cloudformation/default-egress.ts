import type { Report } from '../../diagnostics/diagnostic.js';
import { below, onKey, type Span } from '../../diagnostics/source.js';
import { isFields } from '../shared/item.js';
import { presenceOf } from './presence.js';
import { attributeIn, whyUnknown } from './properties.js';
import { entryOf, evaluated, type Template } from './template.js';

const EGRESS = 'AWS::EC2::SecurityGroupEgress';
const GROUP = 'AWS::EC2::SecurityGroup';

/**
 * The rules that stand alone and take away the rule that lets everything out, which a group without inline egress rules has
 * otherwise (fact 35). One that may not be made, or is not understood, counts too.
 */
export interface TakenDefaults {
  /** The first one of each group, by its logical id. */
  readonly from: ReadonlyMap<string, Span>;
  /** The first one whose group is not known, so that it can be any. */
  readonly fromAny: Span | undefined;
}

export function takenDefaults(templates: readonly Template[]): readonly TakenDefaults[] {
  const found = templates.map(inTemplate);
  // Groups of one template can reach another one as parameters and imports.
  const fromAny = found.find((one) => one.fromAny)?.fromAny;
  return found.map(({ from }) => ({ from, fromAny }));
}

function inTemplate(template: Template): TakenDefaults {
  const { fields, span } = template.resources;
  const from = new Map<string, Span>();
  let fromAny: Span | undefined;
  for (const [id, raw] of Object.entries(fields)) {
    const target = targetOf(template, id, raw, below(span, id));
    if (target === 'any') fromAny ??= onKey(below(span, id));
    else if (target !== undefined && !from.has(target)) from.set(target, onKey(below(span, id)));
  }
  return { from, fromAny };
}

/** The logical id of the group whose default is taken away by a resource: `any` where that can be every group. */
function targetOf(template: Template, id: string, raw: unknown, span: Span): string | undefined {
  if (id.startsWith('Fn::')) return canMakeEgress(raw) ? 'any' : undefined;
  if (!isFields(raw) || raw.Type !== EGRESS) return undefined;
  const presence = presenceOf(template, id);
  if (presence.kind === 'decided' && !presence.holds) return undefined;
  const { Properties: properties } = raw;
  const written = isFields(properties) ? properties.GroupId : undefined;
  return groupNamed(template, written) ?? groupMeant(template, written, below(span, 'Properties', 'GroupId'));
}

/** A loop shows the types of what it makes; what a macro makes is not known. */
function canMakeEgress(raw: unknown): boolean {
  return !Array.isArray(raw) || JSON.stringify(raw).includes(EGRESS);
}

/** The group that is named outright, whether or not it is known to be made. */
function groupNamed(template: Template, written: unknown): string | undefined {
  const [entry, more] = isFields(written) ? Object.entries(written) : [];
  if (entry === undefined || more !== undefined) return undefined;
  const [name, value] = entry;
  if (name !== 'Ref' && name !== 'Fn::GetAtt') return undefined;
  const id = String(Array.isArray(value) ? value[0] : value).split('.')[0]!;
  const resource = entryOf(template.resources, id)?.raw;
  return isFields(resource) && resource.Type === GROUP ? id : undefined;
}

/** An id that is written out, or that of a network's default group, is none of a group that a template makes. */
function groupMeant(template: Template, written: unknown, span: Span): string | undefined {
  const value = written === undefined ? undefined : evaluated(template, written, span);
  const attribute = attributeIn(value);
  if (attribute?.type === GROUP) return attribute.resource;
  if (attribute?.type === 'AWS::EC2::VPC') return undefined;
  return value === undefined || value.kind === 'none' || whyUnknown(value) ? 'any' : undefined;
}

/** Whether a rule that stands alone takes the default of a group without inline egress rules away, which is said. */
export function isDefaultTaken(
  { from, fromAny }: TakenDefaults,
  name: string,
  group: Span,
  report: Report,
): boolean {
  const by = from.get(name) ?? fromAny;
  if (by === undefined) return false;
  const problem = from.has(name)
    ? 'this rule removes the default that lets everything out, so only written rules let anything out'
    : 'this rule may belong to it and remove the default that lets everything out, which is therefore ignored';
  const suggestion = "write in 'SecurityGroupEgress' of the group what may leave";
  const related = [{ message: "the group has no 'SecurityGroupEgress'", span: group }];
  report('conflicting-rules', by, { name, problem }, { suggestion, related });
  return true;
}
