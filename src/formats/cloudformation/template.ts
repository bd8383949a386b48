import type { Report } from '../../diagnostics/diagnostic.js';
import { SimilarNames } from '../../diagnostics/similar-names.js';
import { below, onKey, type Path, type Span } from '../../diagnostics/source.js';
import { type Document, spanAt } from '../../document/document.js';
import { isFields } from '../shared/item.js';
import { hasRainModules } from './rain.js';
import type { Value } from './value.js';
import type { Verdict } from './verdict.js';

/** A template as it stands in its file, with what has been worked out about it so far. */
export interface Template {
  readonly span: Span;
  readonly parameters: Section;
  readonly mappings: Section;
  readonly conditions: Section;
  readonly resources: Section;
  /** Values of parameters that the user gave, pseudo parameters among them. */
  readonly given: ReadonlyMap<string, string>;
  /** Whether macros or rain add to the template before it is deployed, so that it can refer to what is not in it. */
  readonly transformed: boolean;
  readonly memory: Memory;
  /** What stands behind `evaluated`, which functions of the template call for what stands in them. */
  readonly evaluate: Evaluate;
}

/** Works out what a raw value of a template comes to. */
export type Evaluate = (template: Template, raw: unknown, span: Span) => Value;

/** A part of a template, such as its parameters; empty where the template has none. */
export interface Section {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly span: Span;
}

export interface Entry {
  readonly raw: unknown;
  readonly span: Span;
}

/** Everything is worked out when it is first asked for, and once; `open` is what is being worked out. */
export interface Memory {
  depth: number;
  readonly conditions: Map<string, Verdict | 'open'>;
  readonly parameters: Map<string, Value | 'open'>;
  readonly attributes: Map<string, Value | 'open'>;
  /** The names in a part of the template. */
  readonly similar: Map<Section['fields'], SimilarNames>;
}

const VERSION = 'AWSTemplateFormatVersion';

/** The key that a document is known by as a template. */
export function templateKeyOf(value: unknown): Path | undefined {
  if (!isFields(value)) return undefined;
  const key = [VERSION, 'Resources'].find((one) => Object.hasOwn(value, one));
  return key === undefined ? undefined : [key];
}

/** Whether it has no resources, as a template that only asserts something, or what another tool calls so (`appspec.yml`). */
export function hasNoResources(value: unknown): boolean {
  if (!isFields(value) || !Object.hasOwn(value, 'Resources')) return true;
  return !Object.hasOwn(value, VERSION) && !hasTypes(value.Resources);
}

function hasTypes(resources: unknown): boolean {
  return (
    isFields(resources) &&
    Object.entries(resources).some(
      ([id, one]) => id.startsWith('Fn::') || (isFields(one) && Object.hasOwn(one, 'Type')),
    )
  );
}

export function toTemplate(
  document: Document,
  given: ReadonlyMap<string, string>,
  evaluate: Evaluate,
  report: Report,
): Template | undefined {
  const { value } = document;
  const span = spanAt(document);
  if (!isFields(value)) {
    report('unknown-shape', span, { problem: 'this is not a CloudFormation template' });
    return undefined;
  }
  const transforms = transformsOf(value);
  const isRewritten = !transforms.every(leavesGroupsAlone);
  if (isRewritten) {
    const why = 'is only known when the template is deployed';
    report('unknown-value', onKey(below(span, 'Transform')), { what: 'what a macro makes of this', why });
  }
  // What a macro gets may be of any shape.
  const section = (key: string): Section => sectionOf(value, span, key, isRewritten ? () => {} : report);
  return {
    span,
    parameters: section('Parameters'),
    mappings: section('Mappings'),
    conditions: section('Conditions'),
    resources: section('Resources'),
    given,
    transformed: transforms.some((name) => name !== LANGUAGE) || hasRainModules(value.Resources),
    memory: {
      depth: 0,
      conditions: new Map(),
      parameters: new Map(),
      attributes: new Map(),
      similar: new Map(),
    },
    evaluate,
  };
}

/** What a value comes to; the values of an object are left for when they are asked for. */
export function evaluated(template: Template, raw: unknown, span: Span): Value {
  return template.evaluate(template, raw, span);
}

function transformsOf(template: Readonly<Record<string, unknown>>): readonly unknown[] {
  if (!Object.hasOwn(template, 'Transform')) return [];
  return Array.isArray(template.Transform) ? template.Transform : [template.Transform];
}

/** These extensions of the language change nothing but the functions that they add. */
const LANGUAGE = 'AWS::LanguageExtensions';

/** Macros of AWS that add resources of their own and leave those of EC2 as they stand. `AWS::Include` is none of them. */
const HARMLESS =
  /^AWS::(?:LanguageExtensions|Serverless-2016-10-31|SecretsManager-20\d\d-\d\d-\d\d|CodeDeployBlueGreen|CodeStar|ServiceCatalog)$/;

function leavesGroupsAlone(transform: unknown): boolean {
  return typeof transform === 'string' && HARMLESS.test(transform);
}

function sectionOf(
  template: Readonly<Record<string, unknown>>,
  root: Span,
  key: string,
  report: Report,
): Section {
  // A section with nothing below its name (`Parameters:`) is empty.
  const fields = (Object.hasOwn(template, key) ? template[key] : undefined) ?? {};
  const span = below(root, key);
  if (isFields(fields)) return { fields, span };
  report('wrong-type', span, { problem: `'${key}' is not an object` });
  return { fields: {}, span };
}

/** The entry of that name; never what an object has by nature, such as `constructor`. */
export function entryOf({ fields, span }: Section, name: string): Entry | undefined {
  return Object.hasOwn(fields, name) ? { raw: fields[name], span: below(span, name) } : undefined;
}

/** What was found out about a name, or what `work` finds out now; `again` is the answer where it leads to itself. */
export function remembered<T>(
  memory: Map<string, T | 'open'>,
  name: string,
  again: () => T,
  work: () => T,
): T {
  const known = memory.get(name);
  if (known === 'open') return again();
  if (known !== undefined) return known as T;
  memory.set(name, 'open');
  const found = work();
  memory.set(name, found);
  return found;
}

/** `did you mean 'x'?` with a name of one part of the template, or of another. */
export function suggestionIn(
  { memory: { similar } }: Template,
  name: string,
  part: Section['fields'],
  other: Section['fields'] = {},
): string | undefined {
  const names = similar.get(part) ?? new SimilarNames([...Object.keys(part), ...Object.keys(other)]);
  similar.set(part, names);
  return names.suggest(name);
}
