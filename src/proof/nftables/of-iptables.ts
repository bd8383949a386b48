import { isObject, type JsonObject } from './listing.js';

/**
 * Whether something that `nft -j list ruleset` prints of a table of iptables is as iptables makes it. iptables-save shows what nft has put
 * there as something else: `icmp type != 8` as `--icmp-type 8`, and a table that sleeps like one that is awake.
 */
export function isOfIptables(kind: string, one: JsonObject): boolean {
  if (kind === 'table') return Object.keys(one).every((key) => ['family', 'name', 'handle'].includes(key));
  if (kind === 'chain') return isChain(one);
  return kind === 'rule' && Array.isArray(one.expr) && isRule(one.expr);
}

const hooks: Readonly<Record<string, readonly string[]>> = {
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  raw: ['PREROUTING', 'OUTPUT'],
};

const priorities: Readonly<Record<string, number>> = { filter: 0, raw: -300 };

/** A chain that the kernel calls where its name says, or one of others that it does not call. */
function isChain({ name, table, hook, prio, type }: JsonObject): boolean {
  if (!isWord(name)) return false;
  if (!hooks[String(table)]?.includes(String(name))) return hook === undefined;
  return hook === String(name).toLowerCase() && prio === priorities[String(table)] && type === 'filter';
}

const STATEMENTS: ReadonlySet<string> = new Set([
  'match',
  'xt',
  'counter',
  'limit',
  'log',
  'accept',
  'drop',
  'return',
  'jump',
  'goto',
]);

/** No field is asked twice: iptables-save shows the last of them alone. That goes for the protocol too, which ports and flags imply. */
function isRule(expr: readonly unknown[]): boolean {
  const asked: string[] = [];
  const protocols = new Set<unknown>();
  const known = expr.every((statement) => {
    if (!isObject(statement)) return false;
    const [[kind, value] = ['', undefined], ...more] = Object.entries(statement);
    if (more.length > 0 || !STATEMENTS.has(kind)) return false;
    if (kind === 'limit') return isObject(value) && value.inv !== true;
    if (kind !== 'match') return true;
    const field = isObject(value) ? fieldOf(value) : undefined;
    if (field === undefined || asked.includes(field)) return false;
    asked.push(field);
    const protocol = protocolOf(field, value as JsonObject);
    if (protocol !== undefined) protocols.add(protocol);
    return true;
  });
  return known && protocols.size <= 1;
}

/** The protocol that a match is about; undefined where it is about none. */
function protocolOf(field: string, { op, right }: JsonObject): string | undefined {
  if (/^(ip protocol|meta l4proto)$/.test(field)) return `${op === '==' ? '' : op}${right}`;
  return /^(tcp|udp) /.exec(field)?.[1];
}

const equality = ['==', '!='];

/** The field that a match of iptables asks for; undefined where it is none of iptables. */
function fieldOf({ op, left, right }: JsonObject): string | undefined {
  const masked = isObject(left) && Array.isArray(left['&']) ? left['&'] : undefined;
  const field = nameOf(masked ? masked[0] : left);
  if (field === undefined) return undefined;
  if (/^(tcp|udp) [sd]port$/.test(field)) {
    const known = isRange(right) ? equality : isPlain(right) ? [...equality, '<=', '>='] : [];
    return !masked && known.includes(String(op)) ? field : undefined;
  }
  if (!equality.includes(String(op))) return undefined;
  if (field === 'tcp flags') return masked && isFlags(right) ? field : undefined;
  if (field === 'ip frag-off') return masked?.[1] === 8191 && op === '!=' && right === 0 ? field : undefined;
  // What ends in a plus is shown as what begins with the rest.
  if (/^meta [io]ifname$/.test(field))
    return !masked && isWord(right) && !String(right).endsWith('+') ? field : undefined;
  // Shown as a rule for every protocol.
  if (/^(ip protocol|meta l4proto)$/.test(field) && ZERO.includes(right)) return undefined;
  const isAddress = /^ip6? [sd]addr$/.test(field);
  if (masked && !isAddress && field !== 'meta mark') return undefined;
  return isPlain(right) || (isAddress && isPrefix(right)) ? field : undefined;
}

const FIELDS: ReadonlySet<string> = new Set([
  ...['ip saddr', 'ip daddr', 'ip protocol', 'ip frag-off', 'ip6 saddr', 'ip6 daddr', 'tcp flags'],
  ...['tcp sport', 'tcp dport', 'udp sport', 'udp dport'],
  ...['meta l4proto', 'meta iifname', 'meta oifname', 'meta mark'],
]);

function nameOf(left: unknown): string | undefined {
  if (!isObject(left)) return undefined;
  const { payload, meta } = left;
  const name = isObject(payload)
    ? `${payload.protocol} ${payload.field}`
    : isObject(meta)
      ? `meta ${meta.key}`
      : '';
  return FIELDS.has(name) ? name : undefined;
}

/** Without a blank or a line break, which iptables-save prints as they are. */
const isWord = (name: unknown): boolean => typeof name === 'string' && /^[!-~\u0080-\uffff]+$/.test(name);
const isPlain = (right: unknown): boolean =>
  typeof right === 'number' || (typeof right === 'string' && !right.startsWith('@'));
/** Of all ports nothing is shown, whether they match or not. */
const isRange = (right: unknown): boolean =>
  isObject(right) && Array.isArray(right.range) && right.range.join() !== '0,65535';
/** How nft may call the protocol 0. */
const ZERO: readonly unknown[] = [0, 'ip', 'hopopt'];
const isPrefix = (right: unknown): boolean => isObject(right) && isObject(right.prefix);
const isFlags = (right: unknown): boolean =>
  isPlain(right) ||
  (Array.isArray(right) ? right.every(isPlain) : isObject(right) && Array.isArray(right['|']));
