import type { Fault } from './block.js';

/** Texts of nft for what a listing holds in JSON. What is not known becomes a word that no reader understands. */
type Json = unknown;
export type JsonObject = Readonly<Record<string, Json>>;

/**
 * Writes what `nft -j list ruleset` prints as the script that would load it, one statement a line, so that the reader of scripts reads
 * both. The script deletes every table first, since a listing is all that there is.
 */
export function scriptOfListing(json: string, fault: Fault): string {
  return scriptOfItems(itemsOf(json, fault));
}

/** The same of the things that a listing holds: tables, and what is in them. */
export function scriptOfItems(items: readonly JsonObject[]): string {
  const tables = items.flatMap(({ table }) => (isObject(table) ? [table] : []));
  return tables.map((table) => tableText(table, items)).join('');
}

export function itemsOf(json: string, fault: Fault): readonly JsonObject[] {
  try {
    const { nftables } = JSON.parse(json) as { readonly nftables?: unknown };
    if (Array.isArray(nftables) && nftables.every(isObject)) return nftables;
  } catch {
    // Said below, in words of our own.
  }
  fault(1, 'this is not a listing of nft in JSON');
  return [];
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tableText({ family, name, ...rest }: JsonObject, items: readonly JsonObject[]): string {
  const id = `${word(family)} ${word(name)}`;
  const own = items
    .flatMap((item) => Object.entries(item))
    .filter(([kind]) => kind !== 'metainfo' && kind !== 'table')
    .filter(([, one]) => isObject(one) && one.family === family && one.table === name) as [
    string,
    JsonObject,
  ][];
  const others = own.filter(([kind]) => !['set', 'map', 'counter', 'chain', 'rule'].includes(kind));
  const lines = [
    ...Object.keys(rest).filter((key) => key !== 'handle' && key !== 'comment'),
    ...others.map(([kind]) => `${word(kind)} {}`),
    ...own.filter(([kind]) => kind === 'counter').map(([, counter]) => counterText(counter)),
    ...own.filter(([kind]) => kind === 'set' || kind === 'map').map(([kind, set]) => setText(kind, set)),
    ...own.filter(([kind]) => kind === 'chain').map(([, chain]) => chainText(chain, own)),
  ];
  return `table ${id}\ndelete table ${id}\ntable ${id} {\n${lines.join('\n')}\n}\n`;
}

/** Anything but a plain name would be read as something else. */
function word(value: Json): string {
  return typeof value === 'string' && /^[A-Za-z0-9_./:*-]+$/.test(value)
    ? value
    : `not-understood-${typeof value}`;
}

const SET_KEYS: ReadonlySet<string> = new Set([
  'family',
  'table',
  'name',
  'handle',
  'type',
  'map',
  'elem',
  'comment',
]);

function setText(kind: string, set: JsonObject): string {
  const types = (Array.isArray(set.type) ? set.type : [set.type]).map(word).join(' . ');
  const value = kind === 'map' ? ` : ${word(set.map)}` : '';
  const properties = Object.entries(set).filter(([key]) => !SET_KEYS.has(key));
  const lines = properties.map(
    ([key, one]) => `${word(key)} ${(Array.isArray(one) ? one : [one]).map(literal).join(', ')}`,
  );
  const elements = set.elem === undefined ? [] : [`elements = ${elementsText(set.elem)}`];
  return `${kind} ${word(set.name)} {\ntype ${types}${value}\n${[...lines, ...elements].join('\n')}\n}`;
}

function chainText(
  { name, type, hook, prio, policy, ...rest }: JsonObject,
  own: readonly [string, JsonObject][],
): string {
  const known = ['family', 'table', 'handle', 'comment'];
  const unknown = Object.keys(rest).filter((key) => !known.includes(key));
  const head =
    hook === undefined
      ? []
      : [`type ${word(type)} hook ${word(hook)} priority ${literal(prio)}; policy ${word(policy)};`];
  const rules = own
    .filter(([kind, one]) => kind === 'rule' && one.chain === name)
    .map(([, rule]) => ruleText(rule));
  return `chain ${word(name)} {\n${[...head, ...unknown, ...rules].join('\n')}\n}`;
}

const COUNTER_KEYS = ['family', 'table', 'name', 'handle', 'packets', 'bytes', 'comment'];

function counterText(counter: JsonObject): string {
  return hasOnly(counter, COUNTER_KEYS) ? `counter ${word(counter.name)} { }` : `${unknown('counter')} {}`;
}

const RULE_KEYS = ['family', 'table', 'chain', 'handle', 'index', 'comment', 'expr'];

function ruleText(rule: JsonObject): string {
  const { expr } = rule;
  if (!Array.isArray(expr) || !hasOnly(rule, RULE_KEYS)) return unknown('rule');
  return expr.map(statementText).join(' ');
}

function statementText(statement: Json): string {
  const [kind, value] = onlyEntry(statement);
  if (value === null) return kind;
  if (kind === 'counter' && typeof value === 'string') return `counter name "${word(value)}"`;
  if (!isObject(value)) return unknown(kind);
  switch (kind) {
    case 'match':
      return matchText(value);
    case 'vmap':
      if (!hasOnly(value, ['key', 'data'])) return unknown(kind);
      return `${expressionText(value.key)} vmap ${setReference(value.data)}`;
    case 'jump':
    case 'goto':
      if (!hasOnly(value, ['target'])) return unknown(kind);
      return `${kind} ${word(value.target)}`;
    case 'counter':
      return hasOnly(value, ['packets', 'bytes']) ? 'counter' : unknown(kind);
    case 'log':
      return logText(value);
    case 'limit':
      return limitText(value);
    case 'reject':
      return rejectText(value);
    default:
      return unknown(kind);
  }
}

/** Whether nothing stands in an object that could mean something more, such as the tunnel whose inside newer versions look at. */
function hasOnly(value: JsonObject, keys: readonly string[]): boolean {
  return Object.keys(value).every((key) => keys.includes(key));
}

function matchText(match: JsonObject): string {
  const { op, left, right } = match;
  if (!hasOnly(match, ['op', 'left', 'right'])) return unknown('match');
  const operator = op === 'in' ? '' : op === '==' || op === '!=' ? `${op} ` : unknown('operator');
  const isSet = isObject(right) && 'set' in right;
  // Sets are looked up without an operator, and flags that are listed are any of them.
  const shown = op === '==' && isSet ? '' : operator;
  return `${expressionText(left)} ${shown}${isDevice(left) ? deviceText(right) : rightText(right)}`;
}

function isDevice(left: Json): boolean {
  return isObject(left) && isObject(left.meta) && /^[io]ifname$/.test(String(left.meta.key));
}

/** A device may be called `@few`, and is listed like what is in the set of that name. */
function deviceText(right: Json): string {
  return typeof right === 'string' && right.startsWith('@') ? unknown('device') : rightText(right);
}

function rightText(right: Json): string {
  if (Array.isArray(right)) return right.map(literal).join(',');
  if (typeof right === 'string' && right.startsWith('@')) return `@${word(right.slice(1))}`;
  return isObject(right) && 'set' in right ? elementsText(right.set) : literal(right);
}

function setReference(data: Json): string {
  if (typeof data === 'string' && data.startsWith('@')) return `@${word(data.slice(1))}`;
  return isObject(data) && 'set' in data ? elementsText(data.set) : unknown('map');
}

/** `{ a, b : verdict }`; one element may stand without a list. */
function elementsText(elements: Json): string {
  const list = Array.isArray(elements) ? elements : [elements];
  return `{ ${list.map((one) => (Array.isArray(one) ? entryText(one) : literal(one))).join(', ')} }`;
}

function entryText([key, verdict, ...more]: readonly Json[]): string {
  return more.length > 0 ? unknown('entry') : `${literal(key)} : ${statementText(verdict)}`;
}

/** What a rule looks at. */
function expressionText(expression: Json): string {
  const [kind, value] = onlyEntry(expression);
  if (kind === 'concat' && Array.isArray(value)) return value.map(expressionText).join(' . ');
  if (kind === '&' && Array.isArray(value) && value.length === 2)
    return `${expressionText(value[0])} & ${maskText(value[1])}`;
  if (!isObject(value)) return unknown(kind);
  if (kind === 'payload' && hasOnly(value, ['protocol', 'field']))
    return `${word(value.protocol)} ${word(value.field)}`;
  if ((kind === 'meta' || kind === 'ct') && hasOnly(value, ['key'])) return `${kind} ${word(value.key)}`;
  if (kind === 'fib' && Array.isArray(value.flags) && hasOnly(value, ['flags', 'result']))
    return `fib ${value.flags.map(word).join(' . ')} ${word(value.result)}`;
  return unknown(kind);
}

/** Flags are a list, or joined by `|`, from one version of nft to another. */
function maskText(mask: Json): string {
  if (Array.isArray(mask)) return `(${mask.map(literal).join(' | ')})`;
  if (!isObject(mask)) return literal(mask);
  const [kind, flags] = onlyEntry(mask);
  return kind === '|' && Array.isArray(flags) ? `(${flags.map(literal).join(' | ')})` : unknown(kind);
}

/** A value, a range, a prefix or a tuple of them. */
function literal(value: Json): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return /^[A-Za-z0-9_.:-]+$/.test(value) ? value : quoted(value);
  const [kind, inside] = onlyEntry(value);
  if (kind === 'range' && Array.isArray(inside)) return inside.map(literal).join('-');
  if (kind === 'concat' && Array.isArray(inside)) return inside.map(literal).join(' . ');
  if (kind === '|' && Array.isArray(inside)) return inside.map(literal).join(',');
  if (!isObject(inside)) return unknown(kind);
  if (kind === 'prefix' && hasOnly(inside, ['addr', 'len']))
    return `${literal(inside.addr)}/${literal(inside.len)}`;
  return kind === 'elem' ? elementText(inside) : unknown(kind);
}

const ELEMENT_KEYS: ReadonlySet<string> = new Set(['val', 'comment', 'counter']);

function elementText(element: JsonObject): string {
  const others = Object.keys(element).filter((key) => !ELEMENT_KEYS.has(key));
  return [literal(element.val), ...others.map(unknown)].join(' ');
}

function quoted(text: string): string {
  return /["\\\n]/.test(text) ? unknown('string') : `"${text}"`;
}

function logText(value: JsonObject): string {
  const { prefix, group, level, ...rest } = value;
  const known = [
    ...(prefix === undefined
      ? []
      : [`prefix ${typeof prefix === 'string' ? quoted(prefix) : unknown('prefix')}`]),
    ...(group === undefined ? [] : [`group ${literal(group)}`]),
    ...(level === undefined ? [] : [`level ${word(level)}`]),
  ];
  return ['log', ...known, ...Object.keys(rest).map(unknown)].join(' ');
}

function limitText({ rate, per, burst, inv, ...rest }: JsonObject): string {
  const over = inv === true ? 'over ' : '';
  const more = burst === undefined ? '' : ` burst ${literal(burst)} packets`;
  return [`limit rate ${over}${literal(rate)}/${word(per)}${more}`, ...Object.keys(rest).map(unknown)].join(
    ' ',
  );
}

function rejectText({ type, expr, ...rest }: JsonObject): string {
  const known = type === 'tcp reset' ? 'tcp reset' : [word(type), word(expr)].join(' ');
  const more = type === 'tcp reset' && expr !== undefined ? [unknown('expr')] : [];
  return ['reject with', known, ...more, ...Object.keys(rest).map(unknown)].join(' ');
}

function onlyEntry(value: Json): readonly [string, Json] {
  const entries = isObject(value) ? Object.entries(value) : [];
  if (entries.length !== 1) return ['something', undefined];
  const [key, inside] = entries[0]!;
  return [key === '&' || key === '|' ? key : word(key), inside];
}

/** Longer than the name of a device may be, which can be any other word. */
function unknown(kind: string): string {
  return `not-understood-${word(kind)}`;
}
