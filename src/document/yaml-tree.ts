import { isAlias, isMap, isPair, isScalar, isSeq, type Node } from 'yaml';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Source, Span } from '../diagnostics/source.js';

/**
 * Whether a YAML tree means a tree of plain values: keys are texts, no key stands twice (`1` and `"1"` are the same key),
 * and nothing holds itself. Every deviation is reported.
 */
export function checkYamlTree(root: Node | undefined, source: Source, report: Report): boolean {
  let ok = true;
  const fault: Fault = (code, node, parameters) => {
    ok = false;
    const [start, end] = node.range ?? [0, 0];
    const span: Span = { source, offsets: { start, end } };
    if (code === 'duplicate-key') report(code, span, { key: parameters });
    else report(code, span, { problem: parameters });
  };
  visit(root, new Set(), fault);
  return ok;
}

type Fault = (code: 'syntax' | 'duplicate-key', node: Node, text: string) => void;

/** `open` holds the anchors of the nodes that the present one is a part of. */
function visit(node: unknown, open: ReadonlySet<string>, fault: Fault): void {
  if (isAlias(node)) {
    if (open.has(node.source)) fault('syntax', node, `'*${node.source}' stands within what it refers to`);
    return;
  }
  if (!isMap(node) && !isSeq(node)) return;
  const inside = node.anchor ? new Set([...open, node.anchor]) : open;
  if (isMap(node)) checkKeys(node.items, fault);
  for (const item of node.items) visit(isPair(item) ? item.value : item, inside, fault);
}

function checkKeys(pairs: readonly { readonly key: unknown }[], fault: Fault): void {
  const seen = new Set<string>();
  for (const { key } of pairs) {
    if (!isScalar(key)) {
      fault('syntax', key as Node, 'a key is a text');
      continue;
    }
    const text = String(key.value);
    if (typeof key.value !== 'string' && (key.value === null || text !== key.source))
      fault('syntax', key, `YAML reads this key as ${text}; put it in quotes`);
    else if (seen.has(text)) fault('duplicate-key', key, text);
    seen.add(text);
  }
}
