import { isAlias, isMap, isScalar, isSeq, type Node, Pair, type Range, Scalar, YAMLMap, YAMLSeq } from 'yaml';

/** Short forms of the functions of CloudFormation, and the key that each stands for. */
const longForms: ReadonlyMap<string, string> = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...[
    ...[
      'And',
      'Base64',
      'Cidr',
      'Equals',
      'FindInMap',
      'GetAtt',
      'GetAZs',
      'If',
      'ImportValue',
      'Join',
      'Not',
    ],
    ...['Or', 'Select', 'Split', 'Sub', 'Transform', 'Length', 'ToJsonString', 'ForEach'],
    // Those of the section `Rules`, which says what parameters may be.
    ...['Contains', 'EachMemberEquals', 'EachMemberIn', 'Implies', 'RefAll', 'ValueOf', 'ValueOfAll'],
  ].map((name): [string, string] => [`!${name}`, `Fn::${name}`]),
]);

/** The tool rain has tags of its own, which its JSON writes as keys: `!Rain::Embed` is `Rain::Embed`. */
const RAIN = /^!(Rain::\w+)$/;

function longFormOf(tag: string): string | undefined {
  return longForms.get(tag) ?? RAIN.exec(tag)?.[1];
}

/** Whether a tag is one that `expandTags` understands. */
export function isTemplateTag(tag: string): boolean {
  return longFormOf(tag) !== undefined;
}

/** Whether a YAML text is a template of CloudFormation, the only thing that such tags have a meaning in. */
export function isTemplate(root: Node | null | undefined): boolean {
  if (!isMap(root)) return false;
  return root.items.some(({ key, value }) => {
    if (!isScalar(key)) return false;
    return key.value === 'AWSTemplateFormatVersion' || (key.value === 'Resources' && isMap(value));
  });
}

/**
 * Writes every short form of a template in its long form: `!Ref Name` becomes `Ref: Name`, at the same place. Tells `fault` of
 * tags that stand where none can be, which are those of keys. Every tag of the tree must be one that is known here.
 */
export function expandTags(node: Node, text: string, fault: (key: Node) => void): Node {
  if (isMap(node)) {
    for (const pair of node.items) {
      // A lone `!` says only that this is a text.
      if (isScalar(pair.key) && (pair.key.tag ?? '!') !== '!') fault(pair.key);
      if (pair.value) pair.value = expandTags(pair.value as Node, text, fault);
    }
  } else if (isSeq(node)) node.items = node.items.map((item) => expandTags(item as Node, text, fault));
  const tag = isAlias(node) ? undefined : (node as Scalar | YAMLMap | YAMLSeq).tag;
  const name = longFormOf(tag ?? '');
  return name === undefined ? node : longForm(name, tag!, node as Scalar | YAMLMap | YAMLSeq, text);
}

function longForm(name: string, tag: string, node: Scalar | YAMLMap | YAMLSeq, text: string): YAMLMap {
  const [start = 0, ...end] = node.range ?? [];
  const key = placed(new Scalar(name), node.range);
  const value = name === 'Fn::GetAtt' && isScalar(node) ? attributePath(node) : node;
  const whole = placed(new YAMLMap(), [text.lastIndexOf(tag, start), ...end] as Range);
  whole.items.push(new Pair(key, value));
  // What a function is given is a text, whatever it looks like.
  if (isScalar(node)) node.type = Scalar.QUOTE_DOUBLE;
  if (node.anchor !== undefined) whole.anchor = node.anchor;
  delete node.anchor;
  delete node.tag;
  return whole;
}

/** `Resource.Attribute` as a list of the two; attributes can hold dots. */
function attributePath(node: Scalar): Node {
  const [, ...parts] = /^([^.]*)\.(.*)$/s.exec(String(node.value)) ?? [];
  if (parts.length === 0) return node;
  const list = placed(new YAMLSeq<Node>(), node.range);
  for (const part of parts) list.items.push(placed(new Scalar(part), node.range));
  return list;
}

function placed<T extends Node>(node: T, range: Range | null | undefined): T {
  node.range = range ?? null;
  return node;
}
