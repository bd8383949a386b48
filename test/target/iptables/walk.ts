import { has, intervalsOf } from '../../../src/address/intervals.js';
import type { Chain, Match, Rule, Side } from '../../../src/target/iptables/program.js';
import { peers } from './host.js';

export interface WalkedPacket {
  readonly protocol: number;
  readonly port: number;
  readonly source: string;
  readonly destination: string;
}

export interface Walk {
  readonly verdict: 'accept' | 'drop' | 'undecided';
  /** How many rules the packet was held against. */
  readonly rules: number;
}

/** What a packet meets from the beginning of a chain on, as the kernel walks them. */
export function walk(chains: readonly Chain[], name: string, packet: WalkedPacket): Walk {
  const byName = new Map(chains.map((chain) => [chain.name, chain.rules]));
  const returns: { rules: readonly Rule[]; at: number }[] = [];
  let here = { rules: byName.get(name)!, at: 0 };
  for (let count = 0; ; ) {
    const rule = here.rules[here.at++];
    if (rule) count++;
    if (rule && !rule.matches.every((match) => holds(match, packet))) continue;
    if (!rule || rule.target.kind === 'return') {
      const caller = returns.pop();
      if (!caller) return { verdict: 'undecided', rules: count };
      here = caller;
      continue;
    }
    const { target } = rule;
    if (target.kind === 'accept' || target.kind === 'drop') return { verdict: target.kind, rules: count };
    if (target.kind === 'reject') throw new Error('the walk knows no answers');
    if (target.kind === 'log' || target.kind === 'none') continue;
    if (target.kind === 'jump') returns.push(here);
    here = { rules: byName.get(target.chain)!, at: 0 };
  }
}

/** How many chains lie on the longest way. */
export function depth(chains: readonly Chain[], name: string): number {
  const { rules } = chains.find((chain) => chain.name === name)!;
  return 1 + Math.max(0, ...rules.map(({ target }) => ('chain' in target ? depth(chains, target.chain) : 0)));
}

function holds(match: Match, packet: WalkedPacket): boolean {
  switch (match.kind) {
    case 'protocol':
      return match.protocol === packet.protocol;
    case 'port':
      return match.first <= packet.port && packet.port <= match.last;
    case 'address':
      return lies(match.prefix, addressOf(packet, match.side));
    default:
      throw new Error(`the walk knows no ${match.kind}`);
  }
}

function addressOf(packet: WalkedPacket, side: Side): string {
  return packet[side];
}

const known = new Map<string, ReturnType<typeof peers>>();

function setOf(text: string) {
  const set = known.get(text) ?? peers(text);
  known.set(text, set);
  return set;
}

function lies(prefix: string, address: string): boolean {
  const [outer, inner] = [setOf(prefix), setOf(address)];
  const [v4] = intervalsOf(inner.ipv4);
  const [v6] = intervalsOf(inner.ipv6);
  return v4 ? has(outer.ipv4, v4.start) : has(outer.ipv6, v6!.start);
}
