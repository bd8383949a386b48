import { Random } from '../../reference/random.js';

/** How spellings of one kind are made and judged. */
export interface Trial<Case> {
  readonly name: string;
  readonly make: (random: Random, index: number) => Case;
  /** A case that was accepted, changed a little. */
  readonly damage: (parent: Case, random: Random, index: number) => Case;
  readonly isAccepted: (one: Case) => boolean;
  /** Loads cases that the reader accepts; a text for each of which the kernel holds something else. */
  readonly judge: (cases: readonly Case[]) => readonly string[];
  /** So many are loaded at a time. */
  readonly batch: number;
}

export interface Tried {
  readonly accepted: number;
  readonly refused: number;
  readonly wrong: readonly string[];
}

/** Spellings that damage others that were accepted come closer to what a reader passes over. */
const DAMAGED = 0.35;
/** Damage adds up, so it begins anew now and then. */
const MOST_PARENTS = 500;

export function tried<Case>(trial: Trial<Case>, seed: number, count: number): Tried {
  const random = new Random(seed);
  const accepted: Case[] = [];
  for (let index = 0; index < count; index++) {
    const parent =
      accepted.length > 0 && random.chance(DAMAGED) ? random.pick(accepted.slice(-MOST_PARENTS)) : undefined;
    const one = parent ? trial.damage(parent, random, index) : trial.make(random, index);
    if (trial.isAccepted(one)) accepted.push(one);
  }
  const wrong: string[] = [];
  for (let at = 0; at < accepted.length; at += trial.batch)
    wrong.push(...trial.judge(accepted.slice(at, at + trial.batch)));
  return { accepted: accepted.length, refused: count - accepted.length, wrong };
}
