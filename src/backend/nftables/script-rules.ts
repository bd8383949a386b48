/** The rules of a chain, each one line without what is only for readers of the script. */
export function rulesIn(text: string): readonly string[] {
  const rules: string[] = [];
  let open: string[] = [];
  let depth = 0;
  for (const line of withoutComments(text).split('\n')) {
    const part = line.trim();
    if (part === '') continue;
    open.push(part);
    depth += depthOf(part);
    if (depth > 0) continue;
    rules.push(open.join(' '));
    open = [];
  }
  return rules;
}

function withoutComments(text: string): string {
  return text.includes('#')
    ? text.replace(/"[^"\n]*"|#.*$/gm, (part) => (part[0] === '"' ? part : ''))
    : text;
}

function depthOf(line: string): number {
  const plain = line.includes('"') ? line.replace(/"[^"]*"/g, '') : line;
  return plain.split('{').length - plain.split('}').length;
}

const CALL = /"[^"]*"|\b(jump|goto) ([^\s,}]+)/g;

/** The same rule, which calls other chains. */
export function calling(rule: string, nameOf: (chain: string) => string): string {
  return rule.replace(CALL, (whole, verb?: string, chain?: string) =>
    verb === undefined ? whole : `${verb} ${nameOf(chain!)}`,
  );
}

/** The chains that a rule calls. */
export function callsOf(rule: string): readonly string[] {
  return [...rule.matchAll(CALL)].flatMap(([, , chain]) => (chain === undefined ? [] : [chain]));
}

/** A rule that looks up a value, or several at once, in a list of elements. */
export interface Lookup {
  /** What comes before the value that is looked up, which other rules may have too. */
  readonly before: string;
  /** What is looked up: one field, or several with ` . ` between. */
  readonly key: string;
  /** What an address is masked with before it is looked up. */
  readonly mask: string | undefined;
  readonly isMap: boolean;
  readonly elements: readonly string[];
  readonly after: string;
}

const FIELD =
  'ip6? [sd]addr|meta nfproto|meta l4proto|(?:th|tcp|udp) [sd]port|icmp(?:v6)? (?:type|code)|ip6 nexthdr';
const LISTED = new RegExp(`^(.*?)((?:${FIELD})(?: \\. (?:${FIELD}))*)(?: & (\\S+))?( vmap)? $`, 's');
const SINGLE = /^(.*?)(ip6? [sd]addr)() ([0-9a-f][0-9a-f.:/-]*)( .*)$/s;

/** Undefined where a rule looks nothing up, or not in a way that these scripts do with long lists. */
export function lookupOf(rule: string): Lookup | undefined {
  const list = longestList(rule);
  if (!list) return singleOf(rule);
  const [, before, key, mask, map] = LISTED.exec(rule.slice(0, list.start)) ?? [];
  // Of a key with a field that is not known, only the end would be looked at.
  if (before === undefined || key === undefined || before.endsWith(' . ')) return undefined;
  const elements = rule.slice(list.start + 1, list.end - 1).split(',');
  return {
    before,
    key,
    mask,
    isMap: map !== undefined,
    elements: elements.map((element) => element.trim()).filter((element) => element !== ''),
    after: rule.slice(list.end),
  };
}

function longestList(rule: string): { readonly start: number; readonly end: number } | undefined {
  const lists = [...rule.matchAll(/"[^"]*"|\{[^{}]*\}/g)].filter(([text]) => text.startsWith('{'));
  const [first, ...others] = lists;
  if (!first) return undefined;
  const longest = others.reduce((best, one) => (one[0].length > best[0].length ? one : best), first);
  return { start: longest.index, end: longest.index + longest[0].length };
}

function singleOf(rule: string): Lookup | undefined {
  const [, before, key, , element, after] = SINGLE.exec(rule) ?? [];
  if (before === undefined || before.includes('"')) return undefined;
  return { before, key: key!, mask: undefined, isMap: false, elements: [element!], after: after! };
}

/** The rule that looks up in some of the elements only; undefined where none is left, which no packet could match. */
export function lookingUp(lookup: Lookup, elements: readonly string[]): string | undefined {
  const { before, key, mask, isMap, after } = lookup;
  if (elements.length === 0) return undefined;
  const masked = mask === undefined ? '' : ` & ${mask}`;
  return `${before}${key}${masked}${isMap ? ' vmap' : ''} { ${elements.join(', ')} }${after}`;
}

/** What is looked up of an element, without the verdict that a map has for it. */
export function keyOf(element: string): string {
  const colon = element.indexOf(' : ');
  return colon < 0 ? element : element.slice(0, colon);
}
