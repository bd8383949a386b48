import { isMap, isPair, isScalar, isSeq, type Node, Scalar } from 'yaml';
import { olderScalar } from './yaml-1.1.js';
import { spanOf, type YamlContext } from './yaml-context.js';
import { Doubts } from './yaml-doubts.js';

/** Whether reading the scalars of a tree has changed any of them. */
export interface ReadScalars {
  readonly changed: boolean;
}

/**
 * Gives the plain scalars of a tree the values that they have to the dialect, and tells of those that YAML 1.1 and 1.2 read
 * as different things. Nothing where the dialect's tool refuses one.
 */
export function readScalars(root: Node | undefined, context: YamlContext): ReadScalars | undefined {
  const doubts = new Doubts(context);
  const walk: Walk = { ...context, path: [], seen: new Set(), doubts, changed: false, ok: true };
  visit(root, walk);
  doubts.tell();
  return walk.ok ? walk : undefined;
}

interface Walk extends YamlContext {
  /** Where the present node stands. */
  readonly path: (string | number)[];
  /** What merge keys put in stands in several places. */
  readonly seen: Set<Scalar>;
  readonly doubts: Doubts;
  changed: boolean;
  ok: boolean;
}

function visit(node: unknown, walk: Walk): void {
  if (isScalar(node)) read(node, walk, false);
  else if (isMap(node) || isSeq(node))
    node.items.forEach((item, i) => {
      if (isPair(item) && isScalar(item.key)) read(item.key, walk, true);
      walk.path.push(isPair(item) && isScalar(item.key) ? String(item.key.value) : i);
      visit(isPair(item) ? item.value : item, walk);
      walk.path.pop();
    });
}

function read(scalar: Scalar, walk: Walk, isKey: boolean): void {
  if (walk.seen.has(scalar)) return;
  walk.seen.add(scalar);
  const { older } = walk.dialect;
  if (scalar.tag !== undefined && older?.tagged) change(scalar, older.tagged(scalar.tag), walk);
  const written = plainText(scalar);
  if (written === undefined) return;
  const old = older ? older.scalar(written) : olderScalar(written);
  const newer = scalar.value;
  if (Object.is(old, newer) || old === newer) return;
  if (older && old === undefined) refuse(scalar, older.tool, walk);
  else {
    if (older) change(scalar, isKey ? keyFrom(old, written) : old, walk);
    walk.doubts.add(scalar, { written, old, newer }, walk.path);
  }
}

/** A key is a text: that of what it is read as, or what is written where that is not known. */
function keyFrom(value: unknown, written: string): string {
  return typeof value === 'object' && value !== null ? written : String(value);
}

/** What is written, where the value is told from that alone: plain and without a tag, or with a tag for numbers and truths. */
function plainText({ type, tag, source }: Scalar): string | undefined {
  if (tag === undefined) return type === Scalar.PLAIN ? source : undefined;
  return /^tag:yaml\.org,2002:(?:int|float|bool)$/.test(tag) ? source : undefined;
}

function change(scalar: Scalar, value: unknown, walk: Walk): void {
  if (value === undefined) return;
  scalar.value = value;
  walk.changed = true;
}

function refuse(scalar: Scalar, tool: string, walk: Walk): void {
  walk.ok = false;
  const problem = `${tool} does not read '${scalar.source}' without quotes`;
  walk.report('syntax', spanOf(scalar, walk.source), { problem });
}
