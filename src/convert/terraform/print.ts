import type { Attribute, Block, Value } from './hcl.js';

/** Lists are written on one line up to so many columns. */
const COLUMNS = 100;

/** Blocks as `terraform fmt` leaves them: two columns a level, `=` aligned in a run of attributes of one line each. */
export function printBlocks(blocks: readonly Block[]): string {
  return blocks.map((one) => `${printBlock(one, '').join('\n')}\n`).join('\n');
}

function printBlock({ type, labels, body }: Block, indent: string): readonly string[] {
  const head = [type, ...labels.map(quoted)].join(' ');
  if (body.length === 0) return [`${indent}${head} {}`];
  return [`${indent}${head} {`, ...printBody(body, `${indent}  `), `${indent}}`];
}

function printBody(body: Block['body'], indent: string): readonly string[] {
  const attributes = body.filter((one) => one.kind === 'attribute');
  const runs = [
    alignedRun(attributes.filter(isShort), indent),
    ...attributes.filter((one) => !isShort(one)).map((one) => printLong(one, indent)),
    ...body.filter((one) => one.kind === 'block').map((one) => printBlock(one, indent)),
  ].filter((run) => run.length > 0);
  return runs.flatMap((run, i) => (i === 0 ? run : ['', ...run]));
}

function alignedRun(attributes: readonly Attribute[], indent: string): readonly string[] {
  const width = Math.max(0, ...attributes.map(({ name }) => name.length));
  return attributes.map(({ name, value }) => `${indent}${name.padEnd(width)} = ${inline(value)}`);
}

/** Whether the value stands on one line. */
function isShort({ value }: Attribute): boolean {
  if (typeof value !== 'object' || value.kind === 'reference') return true;
  return value.kind === 'list' && inline(value).length <= COLUMNS;
}

function printLong({ name, value }: Attribute, indent: string): readonly string[] {
  if (typeof value !== 'object' || value.kind === 'reference') return [`${indent}${name} = ${inline(value)}`];
  if (value.kind === 'list')
    return [`${indent}${name} = [`, ...value.items.map((one) => `${indent}  ${inline(one)},`), `${indent}]`];
  if (value.entries.length === 0) return [`${indent}${name} = {}`];
  const entries = value.entries.map(
    ([key, one]) => ({ kind: 'attribute', name: keyText(key), value: one }) as const,
  );
  return [`${indent}${name} = {`, ...alignedRun(entries, `${indent}  `), `${indent}}`];
}

function inline(value: Value): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return String(value);
  if (value.kind === 'reference') return value.path;
  if (value.kind === 'list') return `[${value.items.map(inline).join(', ')}]`;
  return `{ ${value.entries.map(([key, one]) => `${keyText(key)} = ${inline(one)}`).join(', ')} }`;
}

function keyText(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) ? key : quoted(key);
}

/**
 * A text in quotes, in which nothing is looked up or run: `${` and `%{` would begin an expression. Doubling the sign is how
 * that is said, but behind another one it could be read in two ways, so then the signs are written by their numbers.
 */
export function quoted(text: string): string {
  const plain = text
    .replace(/["\\]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replace(/[\p{Cc}\u2028\u2029]/gu, escaped);
  const safe = plain.replace(/(\$+|%+)\{/g, (_, signs: string) => {
    if (signs.length === 1) return `${signs}${signs}{`;
    return `${[...signs].map(escaped).join('')}{`;
  });
  return `"${safe}"`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
