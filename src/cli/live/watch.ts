import { setTimeout as sleep } from 'node:timers/promises';
import { visible } from '../../diagnostics/visible.js';
import type { Status } from '../../live/status.js';
import { stopSignals } from '../stop-signals.js';
import { statusJson, statusRows } from './status-text.js';

/** What is watched: a machine that the command line calls so, or this one. */
export interface Watched {
  readonly name: string | undefined;
  /** The status, or why it is not known. */
  readonly look: () => Promise<Status | string>;
}

/** Milliseconds between two looks. */
const PAUSE = 2000;

/**
 * Prints what changes on machines, a line each, until it is ended: first what there is now. With `json` a line is the whole status of a
 * machine on which something has changed.
 */
export async function watch(machines: readonly Watched[], json: boolean) {
  const stop = stopSignals();
  const before = new Map<Watched, ReadonlyMap<string, string>>();
  try {
    while (!stop.aborted.aborted && !process.stdout.errored) {
      for (const machine of machines) {
        const status = await machine.look();
        const now = factsOf(status);
        const lines = changedLines(before.get(machine) ?? new Map(), now);
        before.set(machine, now);
        if (lines.length === 0) continue;
        const time = new Date().toISOString();
        const name = machine.name === undefined ? {} : { host: machine.name };
        const who = machine.name === undefined ? '' : `${visible(machine.name)}: `;
        const text = json
          ? JSON.stringify({
              time,
              ...name,
              ...(typeof status === 'string' ? { problem: status } : statusJson(status)),
            })
          : lines.map((line) => `${time}  ${who}${visible(line)}`).join('\n');
        process.stdout.write(`${text}\n`);
      }
      await sleep(PAUSE, undefined, { signal: stop.aborted }).catch(() => undefined);
    }
  } finally {
    stop.release();
  }
  return stop.status();
}

/** By what they are about; what several rows say of one thing is one. */
function factsOf(status: Status | string): ReadonlyMap<string, string> {
  if (typeof status === 'string') return new Map([['not known', status]]);
  const facts = new Map<string, string>();
  for (const [what, text] of statusRows(status, { lasting: true })) {
    const line = text.replaceAll('\n', '; ');
    const known = facts.get(what);
    facts.set(what, known === undefined ? line : `${known}; ${line}`);
  }
  return facts;
}

function changedLines(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): readonly string[] {
  const keys = [...new Set([...now.keys(), ...before.keys()])];
  return keys.flatMap((what) => {
    const text = now.get(what);
    return text === before.get(what) ? [] : [`${what}: ${text ?? 'no more'}`];
  });
}
