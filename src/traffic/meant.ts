import { nearest } from '../diagnostics/similar-names.js';
import { icmpTypeNames } from './icmp-types.js';
import { parseTraffic } from './parse.js';
import { presets } from './presets-by-name.js';
import { hasPorts, isIcmp, protocolName, protocolNumber } from './protocols.js';

/** Longer texts are no slip. */
const LONGEST = 64;

/**
 * How a text that is no traffic would be written, for those who know it from other tools: `443/tcp` is `tcp/443`. Several parts
 * are a list: `[tcp/53, udp/53]`. What is given back is traffic for certain.
 */
export function meantTraffic(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const words = text.trim().toLowerCase().replace(/\s+/g, ' ');
  for (const parts of readings(words)) {
    if (parts[0] === text || !parts.every(isTraffic)) continue;
    return parts.length === 1 ? parts[0] : `[${parts.join(', ')}]`;
  }
  return undefined;
}

function isTraffic(text: string): boolean {
  return parseTraffic(text).kind === 'traffic';
}

/** What a text could have meant, the likeliest first: itself, another name, or two words in either order. */
function* readings(text: string): Generator<readonly string[]> {
  yield [otherNames.get(text) ?? text];
  const separators = [/ ?[/:= ] ?/g, /-(?=[0-9])|(?<=[a-z])(?=[0-9])/g];
  for (const { index, 0: separator } of separators.flatMap((one) => [...text.matchAll(one)])) {
    const words = [text.slice(0, index), text.slice(index + separator.length)] as const;
    yield withProtocols(words[0], words[1]);
    yield withProtocols(words[1], words[0]);
  }
}

/** What other tools call something. */
const otherNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    all: [
      '*',
      '-1',
      'any',
      'any/any',
      '*/*',
      'all/all',
      'anything',
      'everything',
      'all traffic',
      'any traffic',
    ],
    tcp: ['all tcp', 'any tcp', 'tcp all', 'tcp any'],
    udp: ['all udp', 'any udp', 'udp all', 'udp any'],
    icmp: ['all icmp', 'any icmp'],
    icmpv6: ['icmp6', 'ipv6-icmp', 'icmp-v6'],
    ping: ['ping4', 'ping6', 'icmp echo', 'echo-request', 'echo'],
    http: ['www', 'web'],
    https: ['ssl', 'tls', 'www-ssl'],
    http3: ['quic'],
    dns: ['domain', 'nameserver'],
    mssql: ['ms-sql', 'sql-server', 'sqlserver'],
    mysql: ['mariadb'],
    postgresql: ['postgres', 'pgsql', 'psql'],
    mongodb: ['mongo'],
    elasticsearch: ['elastic', 'opensearch'],
    'kubernetes-api': ['k8s', 'k8s-api', 'kube-api', 'kube-apiserver', 'kubernetes'],
    'node-exporter': ['node_exporter', 'nodeexporter'],
    wireguard: ['wg'],
    rdp: ['remote-desktop', 'ms-rdp'],
    smb: ['cifs', 'samba'],
    amqp: ['rabbitmq'],
    ipsec: ['ike', 'ikev2'],
  }).flatMap(([name, others]) => others.map((other) => [other, name] as const)),
);

const bothOfThem = ['all', 'any', '*', 'both', 'tcp+udp', 'tcp-udp', 'tcpudp', 'udp+tcp'];

/** Ports, types or a preset, of the protocols that a word names; what is none of these is an empty text. */
function withProtocols(word: string, rest: string): readonly string[] {
  const protocols = bothOfThem.includes(word) ? ['tcp', 'udp'] : protocolsOf(word);
  if (protocols.length === 0) return [''];
  return protocols.flatMap((name) => rest.split(',').map((one) => detailOf(name, one.trim()) ?? ''));
}

function protocolsOf(word: string): readonly string[] {
  const name = word === 'port' || word === 'ports' ? 'tcp' : (otherNames.get(word) ?? word);
  if (name === 'proto' || name === 'ip' || name === 'protocol') return ['protocol'];
  return protocolNumber(name) === undefined ? [] : [name];
}

function detailOf(name: string, detail: string): string | undefined {
  if (name === 'protocol') return `protocol/${detail}`;
  if (['all', 'any', '*'].includes(detail)) return name;
  const protocol = protocolNumber(name)!;
  if (isIcmp(protocol)) return `${name}/${icmpDetail(protocol, detail)}`;
  if (!hasPorts(protocol)) return undefined;
  const ports = /^([0-9]+)(?: ?(?:[-:–]|\.\.|to) ?([0-9]+)|(\+))?$/.exec(detail);
  if (!ports) return presetOf(protocol, detail);
  const [, first, last = ports[3] && '65535'] = ports;
  return `${name}/${last === undefined ? first : `${first}-${last}`}`;
}

function icmpDetail(protocol: number, detail: string): string {
  if (['ping', 'ping6', 'echo', 'request'].includes(detail)) return 'echo-request';
  if (['pong', 'reply'].includes(detail)) return 'echo-reply';
  return nearest(detail, icmpTypeNames(protocol).keys()) ?? detail.replace(/[: ]/, '/');
}

/** `tcp/https` */
function presetOf(protocol: number, name: string): string | undefined {
  const [part, ...more] = (presets.get(otherNames.get(name) ?? name) ?? []).filter(
    (one) => one.protocol === protocol,
  );
  if (!part || more.length > 0) return undefined;
  const { first, last } = part;
  return `${protocolName(protocol)}/${first === last ? first : `${first}-${last}`}`;
}
