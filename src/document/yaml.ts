import {
  Composer,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  type Node,
  type ParsedNode,
  Parser,
  parseAllDocuments,
  type YAMLParseError,
  type YAMLWarning,
} from 'yaml';
import type { Report } from '../diagnostics/diagnostic.js';
import { type Offsets, type Path, ReadSource, type Source } from '../diagnostics/source.js';
import type { Dialect } from './dialect.js';
import type { Document, OpenDocument } from './document.js';
import { LenientLexer } from './lenient-lexer.js';
import { expandTags, isTemplate, isTemplateTag } from './template-tags.js';
import { mergeKeys } from './yaml-merge.js';
import { readScalars } from './yaml-scalars.js';
import { checkShape } from './yaml-shape.js';
import { checkYamlTree } from './yaml-tree.js';

type YamlDocument = ReturnType<typeof parse>[number];

/** Opens one YAML document. Its value is that of YAML 1.2, and the last of duplicate keys counts. */
export function openYaml(name: string, text: string, report: Report): OpenDocument | undefined {
  let root: Node | undefined;
  const source = new ReadSource(name, text, (path, onKey) => locate(root, path, onKey));
  return guarded(source, report, () => {
    const parsed = parseText(text);
    const [document, second] = parsed.documents;
    root = document?.contents ?? undefined;
    if (second) return reportSecond(second, source, report);
    if (!document || isUnwritten(document)) {
      report('file-empty', { source, offsets: { start: 0, end: 0 } }, { name });
      return undefined;
    }
    const faults = parsed.isReadable ? [] : parsed.faults;
    if (reportFaults(isProse(root) ? faults.slice(0, 1) : faults, source, report)) return undefined;
    if (!checkShape(root, source, report) || !expandShortForms(document, source, report)) return undefined;
    root = document.contents ?? undefined;
    const value = plainValue(document);
    const as: OpenDocument['as'] = (dialect, report) =>
      guarded(source, report, () => settle({ source, value }, document, parsed.faults, dialect, report));
    return { source, value, as };
  });
}

/** What each document of a text with several comes to; `undefined` for a single one, and where one of them cannot be read. */
export function severalValues(text: string): readonly unknown[] | undefined {
  const documents = parse(text);
  const source: Source = { name: '', text };
  const isSound = (one: YamlDocument) =>
    faultsIn(one).length === 0 && checkShape(one.contents ?? undefined, source, () => {});
  if (documents.length < 2 || !documents.every(isSound)) return undefined;
  try {
    return documents.map(plainValue);
  } catch {
    return undefined;
  }
}

function guarded<T>(source: Source, report: Report, work: () => T | undefined): T | undefined {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof RangeError) throw cause;
    const problem = `this YAML cannot be read: ${(cause as Error).message}`;
    report('syntax', { source, path: [] }, { problem });
    return undefined;
  }
}

function plainValue(document: YamlDocument): unknown {
  return document.toJS({ maxAliasCount: 100 });
}

/** Reads the document as a dialect does. `faults` are what YAML 1.2 has against it. */
function settle(
  { source, value }: Document,
  document: YamlDocument,
  faults: readonly Fault[],
  dialect: Dialect,
  report: Report,
): Document | undefined {
  const tags = unknownTags(document, source.text).filter(
    ({ pos }) => !isKnownTo(dialect, source.text.slice(...pos)),
  );
  if (reportFaults([...(dialect.strict ? faults : []), ...tags], source, report)) return undefined;
  if (dialect.older && hasOlderLineEnd(source, dialect.older.tool, report)) return undefined;
  const root = document.contents ?? undefined;
  const context = { source, dialect, report, value };
  const isMerged = dialect.older !== undefined && mergeKeys(root, context);
  const scalars = readScalars(root, context);
  if (scalars === undefined || !checkYamlTree(root, context)) return undefined;
  return isMerged || scalars.changed ? { source, value: plainValue(document) } : { source, value };
}

/** A comment ends there in YAML 1.1, and what follows counts; in YAML 1.2, and to the eye, it goes on. */
function hasOlderLineEnd(source: Source, tool: string, report: Report): boolean {
  const at = source.text.search(/[\u2028\u2029]/);
  if (at < 0) return false;
  const problem = `U+202${source.text[at] === '\u2028' ? 8 : 9} ends a line for ${tool}, but looks like an ordinary character`;
  report('syntax', { source, offsets: { start: at, end: at + 1 } }, { problem });
  return true;
}

/** Whether a text begins as no definition of any format does: every further line of it would be at fault, too. */
function isProse(root: Node | undefined): boolean {
  if (!isMap(root)) return !isCollection(root) || root.flow === true;
  const key = root.items[0]?.key;
  return !isScalar(key) || !/^[\w.:$-]+$/.test(String(key.value));
}

/** Nothing behind `---`, or comments only. */
function isUnwritten({ contents, errors }: YamlDocument): boolean {
  return errors.length === 0 && (contents === null || (isScalar(contents) && contents.source === ''));
}

interface Fault {
  readonly message: string;
  readonly pos: readonly [number, number];
}

interface Parsed {
  readonly documents: readonly YamlDocument[];
  /** What YAML 1.2 has against the text. */
  readonly faults: readonly Fault[];
  /** Whether the documents are what other tools read all the same. */
  readonly isReadable: boolean;
}

/** Parses by the letter of YAML 1.2 and, where that does not do, as other tools do. */
function parseText(text: string): Parsed {
  const documents = parse(text);
  const faults = documents[0] ? faultsIn(documents[0]) : [];
  if (faults.length === 0) return { documents, faults, isReadable: true };
  const lenient = parseLeniently(text);
  const isReadable = lenient[0] !== undefined && faultsIn(lenient[0]).every(isOnlyIndent);
  return { documents: isReadable ? lenient : documents, faults, isReadable };
}

/** Where a bracket is closed is of no interest to other tools. */
function isOnlyIndent({ code, name }: YAMLParseError | YAMLWarning): boolean {
  return code === 'BAD_INDENT' && name === 'YAMLWarning';
}

/**
 * Keys are compared in `checkYamlTree`, as they come out; the parser compares each with every other one. Tags beyond the
 * core schema (`!!set`, `!!omap`) would make objects of other kinds, whose contents validation does not see.
 */
const options = {
  prettyErrors: false,
  schema: 'core',
  uniqueKeys: false,
  resolveKnownTags: false,
} as const;

function parse(text: string) {
  const parsed = parseAllDocuments(text, options);
  return Array.isArray(parsed) ? parsed : [];
}

function parseLeniently(text: string): readonly YamlDocument[] {
  const parser = new Parser();
  const composer = new Composer<ParsedNode>({ ...options, strict: false });
  const documents = [];
  for (const lexeme of new LenientLexer().lex(text))
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
  for (const token of parser.end()) documents.push(...composer.next(token));
  return [...documents, ...composer.end(false, text.length)] as readonly YamlDocument[];
}

function reportSecond(second: YamlDocument, source: Source, report: Report): undefined {
  const start = second.contents?.range?.[0] ?? second.range[0];
  const problem = 'a file holds one YAML document; put the second one into a file of its own';
  report('syntax', { source, offsets: { start, end: lineEnd(source.text, start) } }, { problem });
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
}

function faultsIn({ errors, warnings }: YamlDocument): readonly (YAMLParseError | YAMLWarning)[] {
  return [...errors, ...warnings.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')];
}

/** A tag that nothing here understands would be dropped, and its value taken as if it were not there. */
function unknownTags({ contents, warnings }: YamlDocument, text: string): readonly YAMLWarning[] {
  const inTemplate = isTemplate(contents);
  return warnings.filter(
    ({ code, pos }) => code === 'TAG_RESOLVE_FAILED' && !(inTemplate && isTemplateTag(text.slice(...pos))),
  );
}

function isKnownTo({ older }: Dialect, tag: string): boolean {
  return older?.tagged?.(tag) !== undefined;
}

function reportFaults(faults: readonly Fault[], source: Source, report: Report): boolean {
  for (const { message, pos } of faults) {
    const span = { source, offsets: { start: pos[0], end: Math.max(pos[1], pos[0] + 1) } };
    report('syntax', span, { problem: `this YAML is not supported: ${message}` });
  }
  return faults.length > 0;
}

/** Puts the long form of CloudFormation's functions in place of the short one, where a template has it. */
function expandShortForms(document: YamlDocument, source: Source, report: Report): boolean {
  if (!isTemplate(document.contents)) return true;
  let ok = true;
  document.contents = expandTags(document.contents!, source.text, ({ range }) => {
    const [start, end] = range ?? [0, 0];
    report('syntax', { source, offsets: { start, end } }, { problem: 'a key cannot have a tag' });
    ok = false;
  }) as ParsedNode;
  return ok;
}

function locate(root: Node | undefined, path: Path, onKey: boolean): Offsets | undefined {
  let node: unknown = root;
  let key: unknown;
  for (const step of path) {
    if (isAlias(node) || !isCollection(node)) return undefined;
    if (isMap(node)) {
      const pair = node.items.findLast(
        (item) => isScalar(item.key) && String(item.key.value) === String(step),
      );
      if (!pair) return undefined;
      key = pair.key;
      node = pair.value ?? pair.key;
    } else {
      node = (node.items as unknown[])[Number(step)];
      key = undefined;
    }
  }
  const range = (node as Node | undefined)?.range;
  // A value that is not written (`from:`) is blamed by its key.
  const shown = key && (onKey || range?.[0] === range?.[1]) ? (key as Node).range : range;
  return shown ? { start: shown[0], end: shown[1] } : undefined;
}
