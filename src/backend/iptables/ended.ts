import { type IntervalSet, intervalsOf } from '../../address/intervals.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import { type Family, formatPrefix, prefixesOf } from '../../address/space.js';
import type { Addresses, EndedFlows } from '../../proof/ended.js';
import { protocolNumbers } from '../../traffic/protocols.js';
import { type EndedPart, type FlowDirection, hookOf, partsOf } from '../ended-parts.js';
import { nameIn, type Slot } from './slots.js';

/** A chain that ends flows, and its rules. Those that hooks call are `SECG.ENDED-INPUT` and `SECG.ENDED-OUTPUT`. */
export interface EndingChain {
  readonly name: string;
  readonly rules: readonly string[];
}

export type EndingHook = 'INPUT' | 'OUTPUT';

export function endingName(slot: Slot, part: string | number): string {
  return nameIn(slot, `ENDED-${part}`);
}

/** Only known flows are looked at: what begins one meets the rules. */
export function endingCall(slot: Slot, hook: EndingHook): string {
  return `-m conntrack --ctstate ESTABLISHED -j ${endingName(slot, hook)}`;
}

/** Whether a chain is one that ends flows, by its name. */
export function isEnding(chain: string): boolean {
  return /^SECG[~.,@%]ENDED-(INPUT|OUTPUT|[0-9]+)$/.test(chain);
}

/** Whether a rule can do nothing but drop, go on in another chain that ends flows, or leave it. */
export function onlyDrops(rule: string): boolean {
  const [, target] = /^[^"]*(?:^| )-j (\S+)$/.exec(rule) ?? [];
  return target === 'DROP' || (target === 'RETURN' && /^-[io] \S+ -j/.test(rule)) || isEnding(target ?? '');
}

/**
 * Chains that drop the packets of flows, in both directions; none where there is nothing to end. `first` is the number of the first chain
 * beside those that hooks call. The hooks see the packets of both directions with the addresses and ports that the rules speak of, whatever
 * others translate, so replies are told by the same values the other way round.
 */
export function endingChains(
  flows: readonly EndedFlows[],
  family: Family,
  slot: Slot,
  first: number,
): readonly EndingChain[] {
  const chains = new Chains(slot, first);
  for (const flow of flows) {
    if (
      [flow.family, flow.peers?.family, flow.own?.family].some((one) => one !== undefined && one !== family)
    )
      continue;
    for (const part of partsOf(flow))
      for (const direction of ['original', 'reply'] as const) {
        const match = matchOf(flow, part, direction, family);
        if (match) chains.add(hookOf(flow, direction) === 'input' ? 'INPUT' : 'OUTPUT', match);
      }
  }
  return chains.all;
}

/** What packets must have: the first, and one alternative of each list. */
interface Match {
  readonly always: string;
  /** Devices that they must not have, where these are several. */
  readonly butDevices: readonly string[];
  readonly lists: readonly (readonly string[])[];
}

class Chains {
  readonly #chains = new Map<string, string[]>();
  readonly #slot: Slot;
  #next: number;

  constructor(slot: Slot, first: number) {
    this.#slot = slot;
    this.#next = first;
  }

  get all(): readonly EndingChain[] {
    return Array.from(this.#chains, ([name, rules]) => ({ name, rules }));
  }

  add(hook: EndingHook, { always, butDevices, lists }: Match): void {
    const caller = this.#rulesOf(endingName(this.#slot, hook));
    if (butDevices.length === 0) {
      this.#level(caller, always, lists);
      return;
    }
    const chain = this.#another();
    caller.push(jump(always, chain));
    const rules = this.#rulesOf(chain);
    rules.push(...butDevices.map((device) => `${device} -j RETURN`));
    this.#level(rules, '', lists);
  }

  /** Each list is a level of chains, so that there are as many rules as alternatives, and not their product. */
  #level(rules: string[], match: string, [list, ...more]: readonly (readonly string[])[]): void {
    if (!list) {
      rules.push(jump(match, 'DROP'));
      return;
    }
    if (more.length === 0) {
      rules.push(...list.map((one) => jump(`${match} ${one}`, 'DROP')));
      return;
    }
    const chain = this.#another();
    rules.push(...list.map((one) => jump(`${match} ${one}`, chain)));
    this.#level(this.#rulesOf(chain), '', more);
  }

  #another(): string {
    return endingName(this.#slot, this.#next++);
  }

  #rulesOf(chain: string): string[] {
    const rules = this.#chains.get(chain) ?? [];
    this.#chains.set(chain, rules);
    return rules;
  }
}

function jump(match: string, target: string): string {
  return `${match.trim()} -j ${target}`.trim();
}

function matchOf(
  flow: EndedFlows,
  part: EndedPart,
  direction: FlowDirection,
  family: Family,
): Match | undefined {
  const isIn = hookOf(flow, direction) === 'input';
  const parts = partLists(part, direction, family);
  if (parts.some((list) => list.length === 0)) return undefined;
  const { names: named = [], others = false } = flow.devices ?? {};
  const devices = named.map((name) => `${isIn ? '-i' : '-o'} ${name.replace(/\*$/, '+')}`);
  const lists = [
    ...(flow.devices && !others ? [devices] : []),
    ...parts,
    ...(flow.peers ? [addressList(flow.peers, isIn ? '-s' : '-d')] : []),
    ...(flow.own ? [addressList(flow.own, isIn ? '-d' : '-s')] : []),
  ];
  if (lists.some((list) => list.length === 0)) throw new Error('a rule that ends flows lost its values');
  // A rule names its protocol once: source and destination ports are asked for in two rules.
  const naming = lists.filter((list) => list[0]!.startsWith('-p ')).length;
  const isAlways = (list: readonly string[]) =>
    list.length === 1 && (naming === 1 || !list[0]!.startsWith('-p '));
  const single = lists.filter(isAlways).map(([only]) => only!);
  const not = others && devices.length === 1 ? [`! ${devices[0]}`] : [];
  return {
    always: [`-m conntrack --ctdir ${direction.toUpperCase()}`, ...not, ...single].join(' '),
    butDevices: others && devices.length > 1 ? devices : [],
    lists: lists.filter((list) => !isAlways(list)),
  };
}

/** Lists of which a packet must have one alternative each. One that is empty: this family has no such packets. */
function partLists(
  part: EndedPart,
  direction: FlowDirection,
  family: Family,
): readonly (readonly string[])[] {
  const isOriginal = direction === 'original';
  switch (part.kind) {
    case 'protocols':
      return part.protocols ? [numbersOf(part.protocols).map((number) => `-p ${number}`)] : [];
    case 'request': {
      const isV4 = part.protocol === protocolNumbers.icmp;
      if (isV4 !== (family === 'ipv4')) return [[]];
      const type = isOriginal ? part.request : part.answer;
      return [[isV4 ? `-p icmp -m icmp --icmp-type ${type}` : `-p ipv6-icmp -m icmp6 --icmpv6-type ${type}`]];
    }
    case 'ports': {
      const { protocols, destination, source } = part;
      const [to, from] = isOriginal ? ['--dports', '--sports'] : ['--sports', '--dports'];
      const lists = [
        ...(destination ? [portLists(destination).map((ports) => `-m multiport ${to} ${ports}`)] : []),
        ...(source ? [portLists(source).map((ports) => `-m multiport ${from} ${ports}`)] : []),
      ];
      return lists.map((list) =>
        protocols.flatMap((protocol) => list.map((ports) => `-p ${protocol} ${ports}`)),
      );
    }
  }
}

/** Zero would be every protocol, and no flow has it. */
function numbersOf(set: IntervalSet<number>): readonly number[] {
  return Array.from({ length: 255 }, (_, index) => index + 1).filter((number) =>
    Array.from(intervalsOf(set)).some(({ start, end }) => start <= number && number < end),
  );
}

/** A range takes two of the places of a rule. */
const PLACES = 15;

function portLists(set: IntervalSet<number>): readonly string[] {
  const lists: string[][] = [];
  let places = PLACES;
  for (const { start, end } of intervalsOf(set)) {
    const needed = end - start === 1 ? 1 : 2;
    if (places + needed > PLACES) {
      lists.push([]);
      places = 0;
    }
    places += needed;
    lists.at(-1)!.push(needed === 1 ? `${start}` : `${start}:${end - 1}`);
  }
  return lists.map((ports) => ports.join(','));
}

function addressList(addresses: Addresses, option: '-s' | '-d'): readonly string[] {
  const prefixes =
    addresses.family === 'ipv4'
      ? prefixesOf(ipv4, addresses.set).map((prefix) => formatPrefix(ipv4, prefix))
      : prefixesOf(ipv6, addresses.set).map((prefix) => formatPrefix(ipv6, prefix));
  return prefixes.map((prefix) => `${option} ${prefix}`);
}
