import { isObject, itemsOf, type JsonObject } from './listing.js';

/** How `nft -j --debug=netlink list ruleset` ends; what the kernel runs stands before. */
const LISTING = '{"nftables":';

const OURS = 'inet secgroup';

/**
 * Takes apart what that command prints, and says what is misleading about our table in the listing; of chains that can only drop, which
 * the caller names, nothing is: they are not compared.
 */
export function withBytecode(
  printed: string,
  onlyDrops: (chain: string) => boolean = () => false,
): {
  readonly text: string;
  readonly misleading: readonly string[];
} {
  const at = printed.startsWith(LISTING) ? 0 : printed.lastIndexOf(`\n${LISTING}`) + 1;
  const text = printed.slice(at);
  const items = itemsOf(text, () => undefined).filter(
    ({ rule }) => !isObject(rule) || !onlyDrops(String(rule.chain)),
  );
  return { text, misleading: unlisted(items, OURS, printed.slice(0, at)) };
}

/**
 * A listing leaves out what nft takes for implied by the match behind it, also where it is not: `ct l3proto ipv4 tcp dport 22` and
 * `iiftype ether tcp dport 22` are listed as `tcp dport 22`, and ICMP without its family as with it. What a rule loads of a packet
 * tells. Returns what is wrong with the rules of a table (`inet secgroup`), in words.
 */
function unlisted(items: readonly JsonObject[], table: string, bytecode: string): readonly string[] {
  const loads = loadsOf(bytecode, table);
  return items.flatMap(({ rule }) => {
    if (!isObject(rule) || `${rule.family} ${rule.table}` !== table) return [];
    const runs = loads.get(`${rule.chain} ${rule.handle}`);
    const where = `rule ${rule.handle} of chain '${rule.chain}'`;
    if (!runs) return [`nft does not show what the kernel runs for ${where}`];
    const listed = new Set(fieldsOf(rule.expr));
    const odd =
      [...runs].find((field) => !listed.has(field)) ?? [...listed].find((field) => !runs.has(field));
    return odd === undefined
      ? []
      : [`${where} is not as nft lists it: '${odd}' is ${runs.has(odd) ? 'asked for too' : 'not asked for'}`];
  });
}

/** What each rule of a table loads, by the name of its chain and its handle. */
function loadsOf(bytecode: string, table: string): ReadonlyMap<string, ReadonlySet<string>> {
  const rules = new Map<string, Set<string>>();
  let rule: Set<string> | undefined;
  for (const [line] of bytecode.matchAll(/^(?: +\[|[a-z]).*$/gm)) {
    const [, of, chain, handle] = /^([a-z0-9]+ \S+) (\S+) ([0-9]+)(?: [0-9]+)?$/.exec(line) ?? [];
    if (of === undefined) {
      const load = loadOf(line);
      if (load !== undefined) rule?.add(load);
      continue;
    }
    const known = `${chain} ${handle}`;
    rule = rules.has(known) ? rules.get(known) : new Set();
    if (of === table) rules.set(known, rule!);
  }
  return rules;
}

/** Instructions that look at what others have loaded, or at nothing. */
const BLIND: ReadonlySet<string> = new Set([
  ...[
    'cmp',
    'range',
    'bitwise',
    'byteorder',
    'lookup',
    'immediate',
    'counter',
    'objref',
    'log',
    'limit',
    'reject',
  ],
]);

/** What an instruction loads that a listing might leave out. Parts of the headers of network and transport it does not. */
function loadOf(line: string): string | undefined {
  const [, name = '', rest = ''] = /^ +\[ (\w+) (.*)\]$/.exec(line) ?? [];
  if (BLIND.has(name) || /^load [0-9]+b @ (network|transport) header /.test(rest)) return undefined;
  const [, field] = /^(?:load )?(.+?) => reg [0-9]+ $/.exec(rest) ?? [];
  return `${name} ${field ?? rest}`.trim();
}

const FAMILY = 'meta nfproto';
const PROTOCOL = 'meta l4proto';

/** What nft adds to a match on a header, unsaid. */
const IMPLIED: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['ip', [FAMILY]],
  ['ip6', [FAMILY]],
  ['tcp', [PROTOCOL]],
  ['udp', [PROTOCOL]],
  ['icmp', [FAMILY, PROTOCOL]],
  ['icmpv6', [FAMILY, PROTOCOL]],
]);

/** What a rule asks for by its listing, and what that implies. */
function fieldsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([kind, inside]) => {
    // Values, of which there may be many.
    if (kind === 'right' || kind === 'data') return [];
    if (!isObject(inside)) return fieldsOf(inside);
    if (kind === 'payload') return IMPLIED.get(inside.protocol) ?? [];
    if (kind === 'meta' || kind === 'ct') return [`${kind} ${inside.key}`];
    if (kind === 'fib' && Array.isArray(inside.flags))
      return [`fib ${inside.flags.join(' . ')} ${inside.result}`];
    return fieldsOf(inside);
  });
}
