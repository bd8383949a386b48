import type { HashSet, Match, Side, Target } from './program.js';

/** One match, as options of an iptables rule. */
export function matchClause(match: Match): string {
  switch (match.kind) {
    case 'device':
      return `-${match.direction === 'in' ? 'i' : 'o'} ${deviceWord(match.device)}`;
    case 'address':
      return `-${letter(match.side)} ${match.prefix}`;
    case 'set':
      return `-m set --match-set ${match.set} ${match.side === 'source' ? 'src' : 'dst'}${match.ports ? ',dst' : ''}`;
    case 'protocol':
      return `-p ${protocolWord(match.protocol)}`;
    case 'other-protocol':
      return `! -p ${protocolWord(match.protocol)}`;
    case 'protocol-zero':
      return '-m u32 --u32 6&0xff=0';
    case 'authentication-header':
      return '-m ah';
    case 'port':
      return `--${letter(match.side)}port ${range(match.first, match.last)}`;
    case 'attempt':
      return '--syn';
    case 'to-host':
      return '-m addrtype --dst-type LOCAL';
    case 'to-many':
      return '-m addrtype --dst-type BROADCAST,MULTICAST';
    case 'icmp-type':
      return `--icmp-type ${typeAndCode(match)}`;
    case 'icmpv6-type':
      return `--icmpv6-type ${typeAndCode(match)}`;
    case 'icmp-cells':
      // No fragment but the first; then the first 16 bits behind the IPv4 header, whatever its length.
      return `-m u32 --u32 4&0x1fff=0&&0>>22&0x3c@0>>16=${range(match.first, match.last)}`;
    case 'hop-limit':
      return `-m hl --hl-eq ${match.hopLimit}`;
    case 'state':
      return `-m conntrack --ctstate ${match.states.join(',')}`;
    case 'limit':
      return `-m limit --limit ${match.rate}/second --limit-burst ${match.burst}`;
  }
}

export function targetClause(target: Target): string {
  switch (target.kind) {
    case 'accept':
      return '-j ACCEPT';
    case 'drop':
      return '-j DROP';
    case 'none':
      return '';
    case 'return':
      return '-j RETURN';
    case 'log':
      return logClause(target);
    case 'reject':
      return `-j REJECT --reject-with ${target.with}`;
    case 'jump':
      return `-j ${target.chain}`;
    case 'goto':
      return `-g ${target.chain}`;
  }
}

/** What makes an ipset. */
export function createClause({ name, type, family, hashsize, maxelem }: HashSet): string {
  return `create ${name} ${type} family ${family} hashsize ${hashsize} maxelem ${maxelem}`;
}

function letter(side: Side): 's' | 'd' {
  return side === 'source' ? 's' : 'd';
}

function range(first: number, last: number): string {
  return first === last ? String(first) : `${first}:${last}`;
}

function typeAndCode({ type, code }: { readonly type: number; readonly code?: number }): string {
  return code === undefined ? String(type) : `${type}/${code}`;
}

const protocolWords: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [58, 'ipv6-icmp'],
]);

function protocolWord(protocol: number): string {
  if (protocol === 0) throw new Error('iptables takes protocol 0 for every protocol');
  return protocolWords.get(protocol) ?? String(protocol);
}

/** A `+` at the end would match every device that begins so, and a space would end the word. */
function deviceWord(device: string): string {
  if (!/^[A-Za-z0-9._-]{1,15}$/.test(device)) throw new Error(`'${device}' is not a device name`);
  return device;
}

function logClause({ prefix, nflog }: Extract<Target, { readonly kind: 'log' }>): string {
  const [target, option, group] =
    nflog === undefined
      ? ['LOG', '--log-prefix', '']
      : ['NFLOG', '--nflog-prefix', ` --nflog-group ${nflog}`];
  return `-j ${target}${prefix === '' ? '' : ` ${option} ${quoted(prefix)}`}${group}`;
}

/** A word in which iptables-restore finds nothing special. */
function quoted(text: string): string {
  if (!/^[ -!#-[\]-~]{1,29}$/.test(text)) throw new Error(`'${text}' cannot be a log prefix`);
  return `"${text}"`;
}
