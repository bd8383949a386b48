import { isAlias, isCollection, isMap, isScalar, type Node, parseAllDocuments } from 'yaml';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Offsets, Path, Source } from '../diagnostics/source.js';
import type { Document } from './document.js';

/** Reads one YAML document, with the core schema of YAML 1.2: `no` is a text, `010` is ten. */
export function readYaml(name: string, text: string, report: Report): Document | undefined {
  const parsed = parseAllDocuments(text, { prettyErrors: false });
  const documents = Array.isArray(parsed) ? parsed : [];
  const root = documents[0];
  const source: Source = {
    name,
    text,
    locate: (path, onKey) => locate(root?.contents ?? undefined, path, onKey),
  };
  if (!root) {
    report('file-empty', { source, offsets: { start: 0, end: 0 } }, { name });
    return undefined;
  }
  if (documents.length > 1) {
    const start = documents[1]!.range?.[0] ?? 0;
    const problem = 'a file holds one YAML document; put the second one into a file of its own';
    report('syntax', { source, offsets: { start, end: start + 3 } }, { problem });
    return undefined;
  }
  for (const { code, message, pos } of root.errors) {
    const span = { source, offsets: { start: pos[0], end: Math.max(pos[1], pos[0] + 1) } };
    if (code === 'DUPLICATE_KEY')
      report('duplicate-key', span, { key: text.slice(pos[0], pos[1]).split(':')[0]!.trim() });
    else report('syntax', span, { problem: `this is not YAML: ${message}` });
  }
  if (root.errors.length > 0) return undefined;
  return toDocument(source, root, report);
}

function toDocument(
  source: Source,
  root: { readonly toJS: (options: { maxAliasCount: number }) => unknown },
  report: Report,
): Document | undefined {
  try {
    return { source, value: root.toJS({ maxAliasCount: 100 }) };
  } catch (cause) {
    report(
      'syntax',
      { source, path: [] },
      { problem: `this YAML cannot be read: ${(cause as Error).message}` },
    );
    return undefined;
  }
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
  const shown = (onKey && key ? key : node) as Node | undefined;
  const range = shown?.range;
  return range ? { start: range[0], end: range[1] } : undefined;
}
