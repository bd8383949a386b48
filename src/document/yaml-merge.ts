import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap } from 'yaml';
import { spanOf, type YamlContext } from './yaml-context.js';

/** Values that merge keys may put in. They could double a mapping again and again. */
const MOST = 1_000_000;

/** Puts in what the merge keys (`<<`) of YAML 1.1 stand for: keys of other mappings, where the mapping has them not itself. */
export function mergeKeys(root: Node | undefined, context: YamlContext): boolean {
  const walk: Walk = { ...context, anchors: new Map(), sizes: new Map(), left: MOST, found: false };
  visit(root, walk);
  return walk.found;
}

interface Walk extends YamlContext {
  /** What stands behind each anchor so far. */
  readonly anchors: Map<string, Node>;
  /** How many values each collection so far consists of. */
  readonly sizes: Map<unknown, number>;
  left: number;
  found: boolean;
}

function visit(node: unknown, walk: Walk): void {
  if (!isMap(node) && !isSeq(node) && !isScalar(node)) return;
  if (node.anchor) walk.anchors.set(node.anchor, node);
  if (isScalar(node)) return;
  const values = () => (node.items as unknown[]).map((item) => (isPair(item) ? item.value : item));
  for (const value of values()) visit(value, walk);
  if (isMap(node)) merge(node, walk);
  walk.sizes.set(
    node,
    values().reduce((sum: number, value) => sum + sizeOf(value, walk), 1),
  );
}

function sizeOf(node: unknown, { sizes }: Walk): number {
  return sizes.get(node) ?? 1;
}

function merge(map: YAMLMap, walk: Walk): void {
  const merged = map.items.filter(isMergeKey);
  if (merged.length === 0) return;
  walk.found = true;
  const own = map.items.filter((pair) => !isMergeKey(pair));
  const taken = new Set(own.map(keyOf));
  const more: Pair[] = [];
  for (const pair of merged.toReversed().flatMap(({ value }) => pairsOf(value, walk))) {
    const key = keyOf(pair);
    if (taken.has(key)) continue;
    taken.add(key);
    more.push(pair);
    walk.left -= sizeOf(pair.value, walk);
    if (walk.left < 0) throw new Error('its merge keys expand to too much');
  }
  map.items = [...more, ...own];
}

/** What a merge key stands for. The last of several counts most, within a list the first, and within a mapping the last. */
function pairsOf(value: unknown, walk: Walk): readonly Pair[] {
  return sourcesOf(value, walk).flatMap(({ items }) => items.toReversed());
}

function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.value === '<<' && key.type === Scalar.PLAIN && key.tag === undefined;
}

function keyOf({ key }: Pair): unknown {
  return isScalar(key) ? String(key.value) : key;
}

/** The mappings that a merge key names; whatever else it names is refused. */
function sourcesOf(value: unknown, walk: Walk): readonly YAMLMap[] {
  const node = isAlias(value) ? walk.anchors.get(value.source) : value;
  if (isMap(node)) return [node];
  if (isSeq(node)) return node.items.flatMap((one) => mapping(one, walk));
  return mapping(node, walk);
}

function mapping(value: unknown, walk: Walk): readonly YAMLMap[] {
  const node = isAlias(value) ? walk.anchors.get(value.source) : value;
  if (isMap(node)) return [node];
  const place = spanOf((value ?? node) as Node, walk.source);
  walk.report('syntax', place, { problem: "'<<' takes a mapping or a list of mappings" });
  return [];
}
