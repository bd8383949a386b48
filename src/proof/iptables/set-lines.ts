import type { IntervalSet, Point } from '../../address/intervals.js';
import type { Family } from '../../address/space.js';
import { addIpv4, addIpv6 } from '../ranges.js';
import { overlap, unionOfBounds } from '../values.js';
import type { Faults } from './faults.js';
import type { Contents, Ipset } from './ipset.js';
import { readNumber } from './numbers.js';
import { expectShort, readLines, type Section } from './section.js';
import { readServiceKind, type ServiceKind } from './service.js';
import { shown, Words } from './words.js';

type SetType = 'hash:ip' | 'hash:net' | 'hash:ip,port' | 'hash:net,port';

const types: ReadonlySet<string> = new Set<SetType>(['hash:ip', 'hash:net', 'hash:ip,port', 'hash:net,port']);

/** Whether elements are addresses together with ports. */
const holdsServices = (type: SetType): boolean => type === 'hash:ip,port' || type === 'hash:net,port';

/** A set that is being filled. */
interface Filling {
  readonly name: string;
  readonly type: SetType;
  readonly family: Family;
  readonly line: number;
  readonly limit: number;
  readonly bounds: Bounds;
  /** By what stands behind the comma: many elements say the same there. */
  readonly services: Map<string, Bounds & { readonly kind: ServiceKind }>;
  count: number;
}

/** First and past the last of each element: IPv6 addresses, or other numbers. */
interface Bounds {
  readonly numbers: number[];
  readonly wide: bigint[];
}

const noBounds = (): Bounds => ({ numbers: [], wide: [] });

/** ipset reads so many bytes of a line; what stands behind them is the next line, also in a comment. */
const MOST_BYTES = 1_022;

/** Reads what `ipset restore` is given. `nameFault` says what is wrong with the name of a set, if anything. */
export function readSets(
  section: Section,
  faults: Faults,
  nameFault: (name: string) => string | undefined = () => undefined,
): ReadonlyMap<string, Ipset> {
  const reader = new SetReader(section.text, nameFault);
  const words = new Words(section.text);
  readLines(section, (start, end, line) => {
    if (reader.addsQuickly(start, end)) return true;
    return faults.guard(() => {
      expectShort(section.text, start, end, MOST_BYTES, line);
      reader.line(words.open(start, end, line), start);
    });
  });
  return reader.sets(faults);
}

class SetReader {
  readonly #text: string;
  readonly #nameFault: (name: string) => string | undefined;
  readonly #sets = new Map<string, Filling>();
  #last: Filling | undefined;
  /** `add NAME `, with the name of the set that was filled last: most lines begin like the one before. */
  #start = '';

  constructor(text: string, nameFault: (name: string) => string | undefined) {
    this.#text = text;
    this.#nameFault = nameFault;
  }

  /** Whether the line adds an address or a prefix to the set that was filled last. Sets can hold millions. */
  addsQuickly(start: number, end: number): boolean {
    const set = this.#last;
    if (!set || set.count >= set.limit || !this.#text.startsWith(this.#start, start)) return false;
    const added = this.#addAddresses(set, start + this.#start.length, end);
    if (added) set.count++;
    return added;
  }

  #addAddresses(set: Filling, start: number, end: number): boolean {
    const { type, bounds, services } = set;
    if (type === 'hash:ip' || type === 'hash:net') return addRange(bounds, set, this.#text, start, end);
    if (!holdsServices(type)) return false;
    const comma = this.#text.indexOf(',', start);
    if (comma < 0 || comma >= end) return false;
    const service = services.get(this.#text.slice(comma + 1, end));
    return service !== undefined && addRange(service, set, this.#text, start, comma);
  }

  line(words: Words, start: number): void {
    const command = words.next();
    if (command === undefined || command.startsWith('#')) return;
    if (command === 'create') this.#create(words, start);
    else if (command === 'add') this.#add(words, start);
    else words.fail(`${shown(command)} is not a supported command of ipset`);
  }

  #create(words: Words, start: number): void {
    const name = this.#takeName(words, 'create', start);
    const problem =
      this.#nameFault(name) ?? (this.#sets.has(name) ? `set '${name}' already exists` : undefined);
    if (problem !== undefined) words.fail(problem);
    const type = words.take('the type of a set');
    if (!types.has(type)) words.fail(`sets of type ${shown(type)} are not understood`);
    const set = readOptions(words, name, type as SetType);
    this.#sets.set(name, set);
    this.#choose(set);
  }

  /** The shell program finds names where one blank stands before and none stands in quotes. */
  #takeName(words: Words, command: string, start: number): string {
    const name = words.take('the name of a set');
    if (!this.#text.startsWith(`${command} ${name}`, start))
      words.fail(`${shown(name)} does not come right after '${command} '`);
    return name;
  }

  #choose(set: Filling): void {
    this.#last = set;
    this.#start = `add ${set.name} `;
  }

  #add(words: Words, start: number): void {
    const name = this.#takeName(words, 'add', start);
    const set = this.#sets.get(name) ?? words.fail(`there is no set '${name}'`);
    this.#choose(set);
    if (set.count >= set.limit) words.fail(`set '${name}' cannot hold more than ${set.limit} elements`);
    set.count++;
    addElement(set, words.take('an element'), words);
    const option = words.next();
    if (option !== undefined) words.fail(`${shown(option)} of an element is not understood`);
  }

  sets(faults: Faults): ReadonlyMap<string, Ipset> {
    for (const { name, line, bounds, services } of this.#sets.values()) {
      const lists = [bounds, ...services.values()];
      if (lists.some(({ numbers, wide }) => overlap(numbers) || overlap(wide)))
        faults.report(line, `elements of set '${name}' overlap, or one is added twice`);
    }
    return new Map(
      [...this.#sets].map(([name, set]) => [name, { name, family: set.family, contents: contentsOf(set) }]),
    );
  }
}

function addElement(set: Filling, element: string, words: Words): void {
  const added = holdsServices(set.type)
    ? addService(set, element)
    : addRange(set.bounds, set, element, 0, element.length);
  if (!added) words.fail(`${shown(element)} is not an element of set '${set.name}'`);
}

function addService(set: Filling, element: string): boolean {
  const { family, services } = set;
  const comma = element.indexOf(',');
  const text = element.slice(comma + 1);
  const kind = comma < 0 ? undefined : readServiceKind(text, family);
  if (!kind) return false;
  const service = services.get(text) ?? { ...noBounds(), kind };
  services.set(text, service);
  return addRange(service, set, element, 0, comma);
}

/**
 * An address, or a prefix in a set of networks. ipset would spread others over many elements, and lists none; the address 0 it refuses
 * in a set of addresses.
 */
function addRange(
  { numbers, wide }: Bounds,
  { type, family }: Pick<Filling, 'type' | 'family'>,
  text: string,
  start: number,
  end: number,
): boolean {
  const isNetworks = type === 'hash:net' || type === 'hash:net,port';
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === DASH || (code === SLASH && (!isNetworks || isZero(text, at + 1, end)))) return false;
  }
  const bounds = family === 'ipv6' ? wide : numbers;
  const added = family === 'ipv6' ? addIpv6(wide, text, start, end) : addIpv4(numbers, text, start, end);
  if (!added || isNetworks || Number(bounds.at(-2)) !== 0) return added;
  bounds.length -= 2;
  return false;
}

const [DASH, SLASH, ZERO] = [45, 47, 48];

/** No set holds the network of all addresses. */
function isZero(text: string, start: number, end: number): boolean {
  return end - start === 1 && text.charCodeAt(start) === ZERO;
}

function contentsOf({ type, family, bounds, services }: Filling): Contents {
  if (!holdsServices(type)) return { kind: 'addresses', set: addressesOf(bounds, family) };
  const all = [...services.values()].map((one) => ({ ...one.kind, addresses: addressesOf(one, family) }));
  return { kind: 'services', services: all };
}

function addressesOf({ numbers, wide }: Bounds, family: Family): IntervalSet<Point> {
  return family === 'ipv6' ? unionOfBounds(wide) : unionOfBounds(numbers);
}

/** How many elements a hash holds where nobody says, and how many at the most. */
const [USUAL_LIMIT, MOST] = [65_536, 2 ** 32];

/** What follows the type. Options that make elements vanish, or mean more than they say, are not understood. */
function readOptions(words: Words, name: string, type: SetType): Filling {
  let family: Family = 'ipv4';
  let limit = USUAL_LIMIT;
  for (let option = words.next(); option !== undefined; option = words.next()) {
    if (option === 'family') family = readFamily(words);
    else if (option === 'maxelem') limit = takeNumber(words);
    else if (option === 'hashsize' || option === 'bucketsize') takeNumber(words);
    else if (option === 'initval') takeInitial(words);
    else words.fail(`${shown(option)} of a set is not understood`);
  }
  return { name, type, family, line: words.line, limit, bounds: noBounds(), services: new Map(), count: 0 };
}

/** Where the hash begins, as `ipset save` prints it. */
function takeInitial(words: Words): void {
  const word = words.take('a value');
  if (!/^0x[0-9a-f]{8}$/.test(word)) words.fail(`the value ${shown(word)} is not understood`);
}

function readFamily(words: Words): Family {
  const word = words.take('a family');
  if (word !== 'inet' && word !== 'inet6') words.fail(`family ${shown(word)} is not understood`);
  return word === 'inet' ? 'ipv4' : 'ipv6';
}

function takeNumber(words: Words): number {
  const word = words.take('a number');
  return readNumber(word, MOST) || words.fail(`${shown(word)} is not a number of elements`);
}
