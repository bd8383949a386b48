import type { Point } from '../../address/intervals.js';
import { canMeet, randomAddress, somePeer } from './peers.js';
import type { Place } from './places.js';
import { between, pick, type Random } from './random.js';
import type { Side } from './side.js';

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

/** A peer of one of the side's rules, whichever; without any, some address. */
export function anyPeer<P extends Point>(side: Side<P>): P | undefined {
  const cell = pick(side.random, pick(side.random, side.protocols)?.cells ?? []);
  return (cell && somePeer(side, cell.set)) ?? anyAddress(side);
}

const TRIES = 8;

/** Some address of the family that the interface can speak with, whoever has it. */
export function anyAddress<P extends Point>(side: Side<P>): P | undefined {
  const [start, end] = side.space.everything as readonly [P, P];
  for (let tries = 0; tries < TRIES; tries++) {
    const address = randomAddress(side, { start, end });
    if (address !== undefined && canMeet(side, address)) return address;
  }
  return undefined;
}

/** Some host of the laboratory, which may be the side's own. */
export function anyHost<P extends Point>({ places, space, random }: Side<P>): P | undefined {
  return (pick(random, places.ofFamily[space.family]) as (Place & { readonly point: P }) | undefined)?.point;
}
