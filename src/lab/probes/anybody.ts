import type { Point } from '../../address/intervals.js';
import { canMeet, randomAddress, somePeer } from './peer-corners.js';
import type { Place } from './places.js';
import type { ProbedRules } from './probed-rules.js';
import { between, pick, type Random } from './random.js';

/** Consecutive protocols with their cells, whoever may use them. */
export interface Divided {
  readonly first: number;
  readonly last: number;
  readonly cells: readonly { readonly first: number; readonly last: number }[];
}

export function cellsOf<T extends Divided>(protocols: readonly T[], protocol: number): T['cells'] {
  return protocols.find(({ first, last }) => first <= protocol && protocol <= last)?.cells ?? [];
}

export function randomPort(random: Random): number {
  return between(random, 1, 65_535);
}

/** A peer of one of the rules, whichever; without any, some address. */
export function anyPeer<P extends Point>(probed: ProbedRules<P>): P | undefined {
  const cell = pick(probed.random, pick(probed.random, probed.protocols)?.cells ?? []);
  return (cell && somePeer(probed, cell.set)) ?? anyAddress(probed);
}

const TRIES = 8;

/** Some address of the family that the interface can speak with, whoever has it. */
export function anyAddress<P extends Point>(probed: ProbedRules<P>): P | undefined {
  const [start, end] = probed.space.everything as readonly [P, P];
  for (let tries = 0; tries < TRIES; tries++) {
    const address = randomAddress(probed, { start, end });
    if (address !== undefined && canMeet(probed, address)) return address;
  }
  return undefined;
}

/** Some host of the laboratory, which may be the one that is probed. */
export function anyHost<P extends Point>({ places, space, random }: ProbedRules<P>): P | undefined {
  return (pick(random, places.ofFamily[space.family]) as (Place & { readonly point: P }) | undefined)?.point;
}
