import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  type YAMLWarning,
} from 'yaml';
import type { Report } from '../diagnostics/diagnostic.js';
import { type Offsets, type Path, type Source, setLocator } from '../diagnostics/source.js';
import type { Document } from './document.js';
import { expandTags, isTemplate, isTemplateTag } from './template-tags.js';
import { checkYamlTree } from './yaml-tree.js';

type YamlDocument = ReturnType<typeof parse>[number];

/** Reads one YAML document, with the core schema of YAML 1.2: `no` is a text, `010` is ten. */
export function readYaml(name: string, text: string, report: Report): Document | undefined {
  let root: Node | undefined;
  const source: Source = { name, text };
  setLocator(source, (path, onKey) => locate(root, path, onKey));
  try {
    const [document, second] = parse(text);
    root = document?.contents ?? undefined;
    if (second) reportSecond(second, source, report);
    else if (!document || isUnwritten(document))
      report('file-empty', { source, offsets: { start: 0, end: 0 } }, { name });
    else if (!hasSyntaxErrors(document, source, report) && checkYamlTree(root, source, report)) {
      if (!expandShortForms(document, source, report)) return undefined;
      root = document.contents ?? undefined;
      return { source, value: document.toJS({ maxAliasCount: 100 }) };
    }
  } catch (cause) {
    if (cause instanceof RangeError) throw cause;
    const problem = `this YAML cannot be read: ${(cause as Error).message}`;
    report('syntax', { source, path: [] }, { problem });
  }
  return undefined;
}

/** Nothing behind `---`, or comments only. */
function isUnwritten({ contents, errors }: YamlDocument): boolean {
  return errors.length === 0 && (contents === null || (isScalar(contents) && contents.source === ''));
}

/**
 * Keys are compared in `checkYamlTree`, as they come out; the parser compares each with every other one. Tags beyond the
 * core schema (`!!set`, `!!omap`) would make objects of other kinds, whose contents validation does not see.
 */
function parse(text: string) {
  const parsed = parseAllDocuments(text, {
    prettyErrors: false,
    schema: 'core',
    uniqueKeys: false,
    resolveKnownTags: false,
  });
  return Array.isArray(parsed) ? parsed : [];
}

function reportSecond(second: YamlDocument, source: Source, report: Report): void {
  const start = second.contents?.range?.[0] ?? second.range[0];
  const problem = 'a file holds one YAML document; put the second one into a file of its own';
  report('syntax', { source, offsets: { start, end: lineEnd(source.text, start) } }, { problem });
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
}

/** A tag that nothing here understands would be dropped, and its value taken as if it were not there. */
function hasSyntaxErrors(document: YamlDocument, source: Source, report: Report): boolean {
  const { contents, errors, warnings } = document;
  const isKnown = isTemplate(contents)
    ? ({ code, pos }: YAMLWarning) =>
        code === 'TAG_RESOLVE_FAILED' && isTemplateTag(source.text.slice(...pos))
    : () => false;
  const faults = [...errors, ...warnings.filter((warning) => !isKnown(warning))];
  for (const { message, pos } of faults) {
    const span = { source, offsets: { start: pos[0], end: Math.max(pos[1], pos[0] + 1) } };
    report('syntax', span, { problem: `this is not YAML that is known here: ${message}` });
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
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
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
