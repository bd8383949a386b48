import { protocolNames } from '../protocol-names.js';
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
    const odd = unlike(runs, fieldsOf(rule.expr));
    return odd === undefined ? [] : [`${where} is not as nft lists it: ${odd}`];
  });
}

/** Something of a packet that a rule loads, and what it compares it with at once: `eq 6`; undefined: it does something else with it. */
interface Load {
  readonly field: string;
  readonly test: string | undefined;
}

/** Of what a rule loads and what it is listed with, the first that the other has not. */
function unlike(runs: readonly Load[], listed: readonly Listed[]): string | undefined {
  for (const field of new Set([...runs, ...listed].map((one) => one.field))) {
    const loads = runs.filter((one) => one.field === field);
    const asked = listed.filter((one) => one.field === field);
    const known = new Set(asked.flatMap(({ test }) => test ?? []));
    const others = asked.filter(({ test }) => test === undefined).length;
    // nft leaves out a comparison that is implied, and one that contradicts it.
    if (loads.filter(({ test }) => test === undefined || !known.has(test)).length > others)
      return `'${field}' is asked for too`;
    const isAsked = ({ test, implied }: Listed) =>
      test === undefined || (implied && others > 0) || loads.some((one) => one.test === test);
    if (loads.length === 0 || !asked.every(isAsked)) return `'${field}' is not asked for`;
  }
  return undefined;
}

/** What each rule of a table loads, by the name of its chain and its handle. */
function loadsOf(bytecode: string, table: string): ReadonlyMap<string, readonly Load[]> {
  const rules = new Map<string, Load[]>();
  let rule: Load[] | undefined;
  let last: string | undefined;
  const end = (test?: string) => {
    if (last !== undefined) rule?.push({ field: last, test });
    last = undefined;
  };
  for (const [line] of bytecode.matchAll(/^(?: +\[|[a-z]).*$/gm)) {
    const [, of, chain, handle] = /^([a-z0-9]+ \S+) (\S+) ([0-9]+)(?: [0-9]+)?$/.exec(line) ?? [];
    end(testOf(line));
    if (of === undefined) {
      last = loadOf(line);
      continue;
    }
    const known = `${chain} ${handle}`;
    rule = rules.get(known) ?? [];
    if (of === table) rules.set(known, rule);
  }
  end();
  return rules;
}

/** `[ cmp eq reg 1 0x00000006 ]`, of one byte: where it stands depends on the machine. */
function testOf(line: string): string | undefined {
  const [, high, low] = /^ +\[ cmp eq reg [0-9]+ 0x([0-9a-f]{2})0000([0-9a-f]{2}) \]$/.exec(line) ?? [];
  if (high === undefined || (high !== '00' && low !== '00')) return undefined;
  return equal(Number.parseInt(high === '00' ? low! : high, 16));
}

const equal = (value: number): string => `eq ${value}`;

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

const FAMILIES: ReadonlyMap<unknown, number> = new Map([
  ['ipv4', 2],
  ['ipv6', 10],
]);

const implied = (field: string, value: number): Listed => ({ field, test: equal(value), implied: true });

/** What nft adds to a match on a header, unsaid. */
const IMPLIED: ReadonlyMap<unknown, readonly Listed[]> = new Map([
  ['ip', [implied(FAMILY, 2)]],
  ['ip6', [implied(FAMILY, 10)]],
  ['tcp', [implied(PROTOCOL, 6)]],
  ['udp', [implied(PROTOCOL, 17)]],
  ['icmp', [implied(FAMILY, 2), implied(PROTOCOL, 1)]],
  ['icmpv6', [implied(FAMILY, 10), implied(PROTOCOL, 58)]],
]);

/** What a rule is listed with, or what nft adds to that. */
interface Listed extends Load {
  readonly implied: boolean;
}

/** What a rule asks for by its listing, and what that implies. */
function fieldsOf(value: unknown): readonly Listed[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([kind, inside]): readonly Listed[] => {
    // Values, of which there may be many.
    if (kind === 'right' || kind === 'data') return [];
    if (!isObject(inside)) return fieldsOf(inside);
    if (kind === 'payload') return IMPLIED.get(inside.protocol) ?? [];
    const field = fieldOf(kind, inside);
    if (field !== undefined) return [{ field, test: undefined, implied: false }];
    const test = kind === 'match' ? valueTold(inside) : undefined;
    return test === undefined ? fieldsOf(inside) : [test];
  });
}

function fieldOf(kind: string, { key, flags, result }: JsonObject): string | undefined {
  if (kind === 'meta' || kind === 'ct') return `${kind} ${key}`;
  return kind === 'fib' && Array.isArray(flags) ? `fib ${flags.join(' . ')} ${result}` : undefined;
}

/** One family, or one protocol. */
function valueTold({ op, left, right }: JsonObject): Listed | undefined {
  const field = isObject(left) && isObject(left.meta) ? `meta ${left.meta.key}` : '';
  const value =
    field === FAMILY
      ? FAMILIES.get(right)
      : field !== PROTOCOL
        ? undefined
        : typeof right === 'number'
          ? right
          : protocols.get(String(right));
  return op === '==' && value !== undefined ? { field, test: equal(value), implied: false } : undefined;
}

const protocols: ReadonlyMap<string, number> = new Map(Object.entries(protocolNames));
