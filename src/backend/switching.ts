import type { EndedFlows } from '../proof/ended.js';
import type { Listing } from './listing.js';

/**
 * How the rules of a running host are switched: new ones are put beside the old ones, apply for a while, and then stay or are gone.
 * Rules that are beside others are a generation, which has a number from 1.
 */
export interface Switching {
  /** What a listing shows of ours, without what packets and time change in it: where two are equal, nobody has changed that. What others do, they may do at any time. */
  readonly state: (listing: Listing) => string;
  /** What of ours a kernel holds. Throws a `MachineError` where that was not made by these programs. */
  readonly held: (listing: Listing) => Held;
  /**
   * The listing as if only these rules were there: those that apply while a trial lasts, those that apply without it, or those of a
   * generation that was staged.
   */
  readonly seen: (listing: Listing, which: Which) => Listing;
  /**
   * Puts a script's rules beside what is there; no packet meets them yet. Once packets do, known flows that are to end have no more of
   * them let through. Throws a `MachineError` for a script that is not ours.
   */
  readonly stage: (listing: Listing, script: string, staging: Staging) => Transaction;
  /**
   * Lets packets meet the staged rules for so many seconds. The kernel ends that by itself: what then applies is what applied before, and
   * no process is needed; flows that only the staged rules let begin end with them.
   */
  readonly begin: (
    listing: Listing,
    generation: number,
    seconds: number,
    undone: readonly EndedFlows[],
  ) => Transaction;
  /** Lets packets meet the staged rules for good, without a trial. Absent where that takes more than one step, between which it may be ended. */
  readonly settle?: (listing: Listing, generation: number) => Transaction;
  /** Makes the rules of the trial stay. It fails where the trial has ended. */
  readonly keep: (listing: Listing) => Transaction;
  /** Ends the trial now. It fails where there is none. */
  readonly end: (listing: Listing) => Transaction;
  /** Takes out what no packet meets any more; of a trial that lasts, nothing. Undefined: there is nothing to take out. */
  readonly clean: (listing: Listing) => Transaction | undefined;
}

/** How rules are put beside others. */
export interface Staging {
  readonly generation: number;
  readonly ended: readonly EndedFlows[];
  /**
   * Scripts of generations that the kernel has rules of (`Held.shared`), and under 0 the one that a script has loaded itself: rules that stay the same
   * may be led to, and need not be made again. Empty: all are made.
   */
  readonly kept: ReadonlyMap<number, string>;
}

export type Which = 'trial' | 'settled' | number;

/** What of ours a kernel holds, beside what no packet meets any more. */
export interface Held {
  /** What applies without a trial: nothing, the rules as a script loads them, or those of a generation. */
  readonly settled: 'nothing' | 'script' | number;
  readonly trial?: Trial;
  /** The highest generation of which anything is left; 0 where there is none. */
  readonly highest: number;
  /** The generations that have chains which new rules may lead to (`Staging`), 0 for those of a script; none where rules lead to no others. */
  readonly shared: readonly number[];
}

/** Rules that apply for a while. */
export interface Trial {
  readonly generation: number;
  /** Whole seconds that are left, rounded down. */
  readonly left: number;
  /** Seconds that it lasts in all. */
  readonly lasts: number;
}

/** A program and its input. It changes all that it should, or fails and leaves what packets meet as it was. */
export interface Transaction {
  readonly command: readonly [program: string, ...args: string[]];
  readonly input: string;
}
