import { Document, isCollection, type Node, Pair, Scalar, visit, YAMLMap, YAMLSeq } from 'yaml';

/** Lines are kept within so many columns where what stands on them can be divided. */
const COLUMNS = 100;

export type Entry = readonly [key: string, value: Node];

/** A mapping over several lines, in the order given. */
export function mapping(entries: readonly Entry[]): YAMLMap {
  const map = new YAMLMap();
  for (const [key, value] of entries) map.items.push(new Pair(new Scalar(key), value));
  return map;
}

export function sequence(items: readonly Node[]): YAMLSeq {
  const list = new YAMLSeq();
  list.items.push(...items);
  return list;
}

export function scalar(value: string | number | boolean): Scalar {
  return new Scalar(value);
}

/** Texts between brackets on one line where they fit, else one a line. */
export function texts(values: readonly string[]): YAMLSeq {
  const list = sequence(values.map(scalar));
  if (values.length > 0 && !fits(values.join(', '))) return list;
  list.flow = true;
  return withoutPadding(list);
}

/** One text by itself, several as a list: the way `allow`, `from` and `to` are written. */
export function oneOrMore(values: readonly string[]): Node {
  return values.length === 1 ? scalar(values[0]!) : texts(values);
}

/** A mapping between braces where it fits on one line. */
export function compact(map: YAMLMap): YAMLMap {
  const spelled = JSON.stringify(map.toJSON());
  if (fits(spelled) && !spelled.includes('\\n')) map.flow = true;
  return map;
}

function fits(spelled: string): boolean {
  return spelled.length <= COLUMNS;
}

/** Braces are written with spaces inside and brackets without; the library knows only both or neither. */
function withoutPadding(list: YAMLSeq): YAMLSeq {
  const print = list.toString.bind(list);
  list.toString = (context, ...rest) => print(context && { ...context, flowCollectionPadding: '' }, ...rest);
  return list;
}

/** The node with comments in the lines before it and behind it. */
export function commented<N extends Node>(node: N, { before, beside }: Remarks): N {
  if (before !== undefined) node.commentBefore = before;
  if (beside !== undefined && !beside.includes('\n')) node.comment = beside;
  return node;
}

interface Remarks {
  readonly before?: string | undefined;
  readonly beside?: string | undefined;
}

/** A mapping, of which each entry may have comments. */
export function commentedMapping(entries: readonly (readonly [...Entry, Remarks])[]): YAMLMap {
  const map = mapping(entries.map(([key, value]) => [key, value]));
  entries.forEach(([, , { before, beside }], i) => {
    const { key, value } = map.items[i]!;
    commented(key as Scalar, { before, beside: undefined });
    // A comment behind a collection of several lines would stand at its end.
    if (!isBlock(value as Node)) commented(value as Node, { before: undefined, beside });
  });
  return map;
}

function isBlock(node: Node): boolean {
  return isCollection(node) && !node.flow;
}

/** An empty line before every entry but the first. */
export function spaced(map: YAMLMap): YAMLMap {
  for (const { key } of map.items.slice(1)) (key as Scalar).spaceBefore = true;
  return map;
}

/** The text of a whole file. Without a limit of columns, the library divides no text and no list. */
export function print(contents: YAMLMap, comment = ''): string {
  // Readers of YAML 1.1 take `on`, `1_000` and dates for other things than texts; such texts are put in quotes for them.
  const document = new Document(null, { schema: 'core', compat: 'yaml-1.1' });
  document.contents = contents as typeof document.contents;
  // The library knows no value of its own behind this one, which some of these readers refuse.
  visit(document, {
    Scalar: (_, node) => {
      if (node.value === '=') node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  if (comment !== '') document.commentBefore = comment;
  return document.toString({ lineWidth: 0, aliasDuplicateObjects: false } as Parameters<
    typeof document.toString
  >[0]);
}
