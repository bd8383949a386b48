import { isMap, isPair, isScalar, isSeq, type Scalar } from 'yaml';
import { spanOf, type YamlContext } from './yaml-context.js';

/**
 * Whether a YAML tree means a tree of plain values: keys are texts, and none is duplicate (`1` and `"1"` are the same key).
 * Every deviation is reported.
 */
export function checkYamlTree(node: unknown, context: YamlContext): boolean {
  if (!isMap(node) && !isSeq(node)) return true;
  let ok = !isMap(node) || checkKeys(node.items, context);
  for (const item of node.items) ok = checkYamlTree(isPair(item) ? item.value : item, context) && ok;
  return ok;
}

function checkKeys(pairs: readonly { readonly key: unknown }[], context: YamlContext): boolean {
  const seen = new Map<string, Scalar>();
  let ok = true;
  for (const { key } of pairs) {
    if (!isScalar(key)) continue;
    ok = isText(key, context) && ok;
    const text = String(key.value);
    const before = seen.get(text);
    if (before) ok = repeated(key, before, text, context) && ok;
    seen.set(text, key);
  }
  return ok;
}

function isText(key: Scalar, { source, report }: YamlContext): boolean {
  const text = String(key.value);
  if (typeof key.value === 'string' || (key.value !== null && text === key.source)) return true;
  const problem = `YAML reads this key as ${text}; put it in quotes`;
  report('syntax', spanOf(key, source), { problem });
  return false;
}

/** Whether the document is read all the same: the last one counts to most tools, and to no person. */
function repeated(key: Scalar, before: Scalar, text: string, context: YamlContext): boolean {
  const { source, dialect, report } = context;
  if (dialect.strict) report('duplicate-key', spanOf(key, source), { key: text });
  else {
    const related = [{ message: 'does not count', span: spanOf(before, source) }];
    report('repeated-key', spanOf(key, source), { key: text }, { related });
  }
  return !dialect.strict;
}
