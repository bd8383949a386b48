import type { Family } from '../../address/space.js';
import { addIpv4, addIpv6 } from '../ranges.js';
import { unionOfBounds } from '../values.js';
import type { Service } from './ipset.js';
import { protocols } from './names.js';
import { PORTS, readNumber, readRange } from './numbers.js';

/** Protocols of which ipset looks at ports. */
const PORTED: ReadonlySet<number> = new Set([6, 17, 132, 136]);

const ICMP_OF: Readonly<Record<Family, number>> = { ipv4: 1, ipv6: 58 };
const TCP = 6;

/** Sets hold many addresses with few services, so elements are gathered by service. */
export class Services {
  readonly #family: Family;
  readonly #found = new Map<string, Gathered>();

  constructor(family: Family) {
    this.#family = family;
  }

  get all(): readonly Service[] {
    return [...this.#found.values()].map(({ numbers, wide, ...service }) => ({
      ...service,
      addresses: this.#family === 'ipv4' ? unionOfBounds(numbers) : unionOfBounds(wide),
    }));
  }

  /**
   * Adds an element of a set that holds ports too: `10.0.0.0/8,tcp:80-90`, `10.0.0.1,443`, `10.0.0.0/8,icmp:8/0` or
   * `10.0.0.0/8,gre:0`. False where it is not understood.
   */
  add(text: string, start: number, end: number): boolean {
    const comma = text.indexOf(',', start);
    if (comma < 0 || comma >= end) return false;
    const service = this.#gathered(text.slice(comma + 1, end));
    if (service === undefined) return false;
    if (this.#family === 'ipv4') return addIpv4(service.numbers, text, start, comma);
    return text.lastIndexOf('-', comma) < start && addIpv6(service.wide, text, start, comma);
  }

  #gathered(text: string): Gathered | undefined {
    const known = this.#found.get(text);
    if (known) return known;
    const service = readService(text, this.#family);
    const gathered = service && { ...service, numbers: [], wide: [] };
    if (gathered) this.#found.set(text, gathered);
    return gathered;
  }
}

type ServiceOnly = Omit<Service, 'addresses'>;

/** A service, with first and past the last address of each element. */
interface Gathered extends ServiceOnly {
  readonly numbers: number[];
  readonly wide: bigint[];
}

function readService(text: string, family: Family): ServiceOnly | undefined {
  const [name, port, ...more] = text.includes(':') ? text.split(':') : ['tcp', text];
  const protocol = protocols.get(name!) ?? readNumber(name!, 256);
  if (protocol === undefined || port === undefined || more.length > 0) return undefined;
  if (protocol === ICMP_OF[family]) return withCells(protocol, readTypeAndCode(port));
  if (PORTED.has(protocol)) return withCells(protocol, readRange(port, '-', PORTS));
  return protocol !== TCP && port === '0' ? { protocol, cells: undefined } : undefined;
}

function withCells(protocol: number, cells: readonly [number, number] | undefined): ServiceOnly | undefined {
  return cells && { protocol, cells };
}

function readTypeAndCode(text: string): readonly [number, number] | undefined {
  const [type, code] = text.split('/').map((part) => readNumber(part, 256));
  if (type === undefined || code === undefined) return undefined;
  return [type * 256 + code, type * 256 + code + 1];
}
