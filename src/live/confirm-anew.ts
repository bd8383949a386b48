import { setTimeout as sleep } from 'node:timers/promises';
import { MachineError } from '../machine/errors.js';
import { Unreachable } from '../machine/ssh-client.js';
import type { LiveHost } from './change.js';

/** How a trial has ended. */
export type Fate =
  | 'confirmed'
  /** The rules before it apply. */
  | 'undone'
  /** The machine is not to be reached. What is known is that it goes back by itself. */
  | 'unknown';

/** Makes a new connection to the machine whose firewall is changed. */
export type Reopen = () => Promise<LiveHost>;

export interface Ending {
  readonly fate: Fate;
  /** Why it was not confirmed, in words; empty where it was. */
  readonly why: string;
}

/** Longer than a kernel is late, and than a busy machine takes to answer, in milliseconds. */
const GRACE = 30_000;

const PAUSE = 1_000;

/**
 * Confirms a trial over a new connection. Where that cannot be made, or breaks, the rest is found out over whatever connection there is: a trial
 * that lasts is ended, at the latest by the kernel.
 */
export async function confirmOver(
  live: LiveHost,
  number: number,
  ends: number,
  reopen: Reopen,
): Promise<Ending> {
  try {
    await live.alone(() => live.keep({ anew: true }));
    return { fate: 'confirmed', why: '' };
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    return { fate: await endOf(live, number, ends, reopen), why: error.message };
  }
}

/** Sees to the end of a trial of which nothing more is heard. `ends` is when the kernel ends it, in milliseconds as `Date.now` has them. */
export async function endOf(
  live: LiveHost | undefined,
  number: number,
  ends: number,
  reopen: Reopen,
): Promise<Fate> {
  let open = live;
  for (;;) {
    const isLast = Date.now() > ends + GRACE;
    try {
      open ??= await reopen();
      return await settled(open, number);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      if (isLast) return 'unknown';
      open = undefined;
      await sleep(PAUSE);
    }
  }
}

async function settled(live: LiveHost, number: number): Promise<Fate> {
  for (;;) {
    const { trial, settled } = await live.held();
    if (settled === number) {
      // What was confirmed is the rules that a boot loads, too.
      if ((await live.generations.confirmed())?.number !== number) await live.alone(() => live.keep());
      return 'confirmed';
    }
    if (trial?.generation !== number) {
      await live.alone(() => live.tidy());
      return 'undone';
    }
    // It may end by itself meanwhile, or be confirmed by the connection that broke.
    await live.alone(() => live.end(number)).catch(ignoreRefusal);
  }
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof MachineError) || error instanceof Unreachable) throw error;
}
