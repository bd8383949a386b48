import type { Point } from '../../address/intervals.js';
import type { Part } from '../../ruleset/origins.js';
import { ICMP, ICMPV6, TCP, UDP } from '../../traffic/protocols.js';
import { CELLS } from '../../traffic/traffic.js';
import { unusedLabel } from '../labels.js';
import { ADDRESS_LEVELS } from './tree.js';

/** Everything of ours begins with this, and nothing that does not is ever touched. */
export const PREFIX = 'SECG-';

/** XT_EXTENSION_MAXNAMELEN, less the byte that ends a name. */
const CHAIN_LENGTH = 28;

/** IPSET_MAXNAMELEN, less the byte that ends a name. */
const SET_LENGTH = 31;

/** What the longest name leaves to the interface: `SECG-` label `-out` `-tcp` `-65535`. */
export const LABEL_LENGTH = CHAIN_LENGTH - 'SECG--out-tcp-65535'.length;

/** What the longest name inside a tree of addresses leaves: `SECG-` label `:o` `t65535` `:` and a position a level. */
export const TREE_LABEL_LENGTH = CHAIN_LENGTH - 'SECG-:ot65535:'.length - ADDRESS_LEVELS;

/** Where packets that nothing admits are logged and dropped; present only if they are logged. */
export const DROP_CHAIN = `${PREFIX}DROP`;

/** The name, once it is sure that the kernel does not cut it. */
export function chainName(name: string): string {
  if (name.length > CHAIN_LENGTH)
    throw new Error(`the chain name '${name}' has more than ${CHAIN_LENGTH} characters`);
  return name;
}

/** How a protocol is called in names. */
export function protocolPart(protocol: number): string {
  if (protocol === TCP) return 'tcp';
  if (protocol === UDP) return 'udp';
  if (protocol === ICMP || protocol === ICMPV6) return 'icmp';
  return String(protocol);
}

/** How a cell is called in names: its first port, or its first ICMP type; type and code, in four hexadecimal digits. */
export function cellPart(protocol: number, first: number): string {
  if (protocol === TCP || protocol === UDP) return String(first);
  return first % 256 === 0 ? String(first / 256) : first.toString(16).padStart(4, '0');
}

/** What a part of a ruleset is called inside its tree of addresses: `t443`, `t`, `132`, or nothing for everything. */
export function treePart({
  protocols: [protocol, last],
  cells,
}: Pick<Part<Point>, 'protocols' | 'cells'>): string {
  if (last - protocol === 255) return '';
  const name = protocolPart(protocol);
  const short = name === String(protocol) ? name : name === 'icmp' ? 'c' : name.charAt(0);
  return cells[0] === 0 && cells[1] === CELLS - 1 ? short : short + cellPart(protocol, cells[0]);
}

/** A name for a pair of ipsets, to which `-ip` and `-net` are added: cut to fit, and unlike those `taken`. */
export function setStem(name: string, taken: ReadonlySet<string>): string {
  return unusedLabel(name, taken, SET_LENGTH - `${PREFIX}-net`.length);
}
