import { type Alias, isAlias, isMap, isPair, isScalar, isSeq, type Node } from 'yaml';
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
  visit(root, { known: new Set(), open: new Set(), fault });
  return ok;
}

interface Walk {
  /** Anchors that stand before the present node. */
  readonly known: Set<string>;
  /** Anchors of the nodes that the present one is a part of. */
  readonly open: ReadonlySet<string>;
  readonly fault: (code: 'syntax' | 'duplicate-key', node: Node, text: string) => void;
}

type Fault = Walk['fault'];

function visit(node: unknown, walk: Walk): void {
  if (isAlias(node)) checkAlias(node, walk);
  if (!isMap(node) && !isSeq(node) && !isScalar(node)) return;
  if (node.anchor) walk.known.add(node.anchor);
  if (isScalar(node)) return;
  const inside = node.anchor ? { ...walk, open: new Set([...walk.open, node.anchor]) } : walk;
  if (isMap(node)) checkKeys(node.items, walk.fault);
  for (const item of node.items) {
    if (isPair(item) && isScalar(item.key)) visit(item.key, inside);
    visit(isPair(item) ? item.value : item, inside);
  }
}

function checkAlias(alias: Alias, { known, open, fault }: Walk): void {
  if (open.has(alias.source)) fault('syntax', alias, `'*${alias.source}' stands within what it refers to`);
  else if (!known.has(alias.source)) fault('syntax', alias, `no '&${alias.source}' stands before it`);
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
