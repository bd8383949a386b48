import { type Alias, isAlias, isMap, isPair, isScalar, isSeq, type Node } from 'yaml';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Source } from '../diagnostics/source.js';
import { spanOf } from './yaml-context.js';

/**
 * Whether every alias of a YAML tree leads to something before it, nothing holds itself, and no key is a collection. What
 * deviates is reported.
 */
export function checkShape(root: Node | undefined, source: Source, report: Report): boolean {
  let ok = true;
  const fault = (node: Node, problem: string) => {
    ok = false;
    report('syntax', spanOf(node, source), { problem });
  };
  visit(root, { known: new Set(), open: new Set(), fault });
  return ok;
}

interface Walk {
  /** Anchors that stand before the present node. */
  readonly known: Set<string>;
  /** Anchors of the nodes that the present one is a part of. */
  readonly open: ReadonlySet<string>;
  readonly fault: (node: Node, problem: string) => void;
}

function visit(node: unknown, walk: Walk): void {
  if (isAlias(node)) checkAlias(node, walk);
  if (!isMap(node) && !isSeq(node) && !isScalar(node)) return;
  if (node.anchor) walk.known.add(node.anchor);
  if (isScalar(node)) return;
  const inside = node.anchor ? { ...walk, open: new Set([...walk.open, node.anchor]) } : walk;
  for (const item of node.items) {
    if (isPair(item) && isScalar(item.key)) visit(item.key, inside);
    else if (isPair(item)) walk.fault(item.key as Node, 'a key is a text');
    visit(isPair(item) ? item.value : item, inside);
  }
}

function checkAlias(alias: Alias, { known, open, fault }: Walk): void {
  if (open.has(alias.source)) fault(alias, `'*${alias.source}' is inside what it refers to`);
  else if (!known.has(alias.source)) fault(alias, `there is no '&${alias.source}' before it`);
}
