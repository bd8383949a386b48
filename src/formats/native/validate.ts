import type { core } from 'zod';
import type { Report } from '../../diagnostics/diagnostic.js';
import { didYouMean, nearest } from '../../diagnostics/similar-names.js';
import { onKey, type Path } from '../../diagnostics/source.js';
import { type Document, spanAt } from '../../document/document.js';
import {
  baselineShape,
  definitionSchema,
  definitionShape,
  egressRuleShape,
  expectationShape,
  groupShape,
  hostShape,
  ingressRuleShape,
  interfaceShape,
  listFileShape,
  logShape,
  type NativeDefinition,
  settingsShape,
} from './schema.js';

/** What each mapping of the language is called, and its keys. `*` stands for any name or index. */
const mappings: readonly (readonly [pattern: string, where: string, shape: object])[] = [
  ['', 'the definition', definitionShape],
  ['groups/*', 'a group', groupShape],
  ['groups/*/ingress/*', 'an ingress rule', ingressRuleShape],
  ['groups/*/egress/*', 'an egress rule', egressRuleShape],
  ['prefixLists/*', 'a prefix list', listFileShape],
  ['hosts/*', 'a host', hostShape],
  ['hosts/*/interfaces/*', 'an interface', interfaceShape],
  ['hosts/*/baseline', 'the baseline', baselineShape],
  ['hosts/*/log', 'the log', logShape],
  ['expect/*', 'an expectation', expectationShape],
  ['defaults', 'the defaults', settingsShape],
  ['defaults/baseline', 'the baseline', baselineShape],
  ['defaults/log', 'the log', logShape],
];

/** Checks the shape of a document; every deviation is reported, and withholds the value. */
export function validate(document: Document, report: Report): NativeDefinition | undefined {
  if (hasPrototypeKey(document, report)) return undefined;
  const result = definitionSchema.safeParse(document.value, { reportInput: true });
  if (result.success) return result.data;
  for (const issue of worthTelling(result.error.issues, document.value))
    reportIssue(document, issue, [], report);
  return undefined;
}

/** A mapping without any key of the language is something else, and one fault says so: of its keys, the one nearest to ours. */
function worthTelling(issues: readonly core.$ZodIssue[], value: unknown): readonly core.$ZodIssue[] {
  const keys = Object.keys(value ?? {});
  if (keys.some((key) => Object.hasOwn(definitionShape, key))) return issues;
  return issues.slice(0, 1).map((issue) => {
    if (issue.code !== 'unrecognized_keys') return issue;
    const near = issue.keys.find((key) => nearest(key, Object.keys(definitionShape)) !== undefined);
    return { ...issue, keys: [near ?? issue.keys[0]!] };
  });
}

/**
 * `__proto__` is a name like any other to a person, and not to JavaScript: the schema's validator drops that key without a
 * word, and what is dropped here would be a group or a host.
 */
function hasPrototypeKey(document: Document, report: Report): boolean {
  const { text } = document.source;
  if (!text.includes('__proto__') && !text.includes('\\')) return false;
  let found = false;
  const visit = (value: unknown, path: Path): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const here = [...path, Array.isArray(value) ? Number(key) : key];
      visit(inner, here);
      if (key !== '__proto__') continue;
      found = true;
      const problem = 'this name is reserved; choose another';
      report('invalid-name', onKey(spanAt(document, ...here)), { kind: 'key', name: key, problem });
    }
  };
  visit(document.value, []);
  return found;
}

function reportIssue(document: Document, issue: core.$ZodIssue, base: Path, report: Report): void {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  const span = spanAt(document, ...path);
  if (issue.code === 'unrecognized_keys') reportUnknownKeys(document, path, issue.keys, report);
  else if (issue.code === 'invalid_union' && inner(issue)) {
    for (const one of inner(issue)!) reportIssue(document, one, path, report);
  } else if (issue.code === 'invalid_type' && issue.input === undefined) {
    report('wrong-type', onKey(span), { problem: `\`${String(path.at(-1))}\` is missing` });
  } else report('wrong-type', span, { problem: problemOf(issue, path) });
}

/** The issues of the one branch of a union that the value's own type chooses: a mapping was meant to be a mapping. */
function inner(issue: core.$ZodIssueInvalidUnion): readonly core.$ZodIssue[] | undefined {
  return issue.errors.find((branch) =>
    branch.every((one) => one.path.length > 0 || one.code === 'unrecognized_keys'),
  );
}

function reportUnknownKeys(document: Document, path: Path, keys: readonly string[], report: Report): void {
  const mapping = mappings.find(([pattern]) => matches(pattern, path));
  const known = Object.keys(mapping?.[2] ?? {});
  for (const key of keys) {
    const details = { suggestion: didYouMean(key, known) ?? `known keys: ${known.join(', ')}` };
    report(
      'unknown-key',
      onKey(spanAt(document, ...path, key)),
      { key, where: mapping?.[1] ?? 'this mapping' },
      details,
    );
  }
}

function matches(pattern: string, path: Path): boolean {
  const steps = pattern === '' ? [] : pattern.split('/');
  return steps.length === path.length && steps.every((step, i) => step === '*' || step === String(path[i]));
}

function problemOf(issue: core.$ZodIssue, path: Path): string {
  const where = path.length === 0 ? 'the definition' : `\`${String(path.at(-1))}\``;
  const found = issue.input === undefined ? '' : `, found ${describe(issue.input)}`;
  if (issue.code === 'invalid_type') return `${where}: expected ${expectation(issue.expected)}${found}`;
  if (issue.code === 'invalid_value')
    return `${where}: expected one of ${issue.values.map(String).join(', ')}${found}`;
  if (issue.code === 'too_small') return `${where}: expected at least ${issue.minimum}${found}`;
  if (issue.code === 'too_big') return `${where}: expected at most ${issue.maximum}${found}`;
  if (issue.code === 'invalid_union') return `${where}: ${issue.message}${found}`;
  return `${where}: ${issue.message}`;
}

function expectation(type: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'a text',
    array: 'a list',
    object: 'a mapping',
    record: 'a mapping',
    boolean: 'true or false',
    number: 'a number',
    int: 'a whole number',
  };
  return words[type] ?? type;
}

function describe(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return `${typeof value === 'string' ? 'the text' : `the ${typeof value}`} ${shortened(JSON.stringify(value))}`;
}

/** A text of many lines is its first few words: a diagnostic shows a line, and no more of a file. */
function shortened(text: string): string {
  return text.length > QUOTED ? `${text.slice(0, QUOTED)}…"` : text;
}

const QUOTED = 60;
