import { closeSync, constants, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { MachineError } from './errors.js';
import type { Following } from './following.js';
import { thisMachine } from './here.js';
import { type Machine, uptimeOf } from './machine.js';

/** A message of the kernel itself; what programs write into its log is left out. */
export interface KernelMessage {
  readonly time: Date;
  /** One line. What is not printable in it, the kernel has written as `\x0a`. */
  readonly text: string;
  /** How many messages before it were overwritten before they could be read. */
  readonly lost: number;
}

/** Longer than any record of the log. */
const LONGEST = 16_384;

/** How often is looked for what has come, in milliseconds. */
const PAUSE = 100;

/** Reads the log of the kernel from the oldest message that it still has, and goes on with what comes until `signal` is aborted. Without a signal it ends. */
export async function* kernelLog(
  signal?: AbortSignal,
  file: string = FILE,
): AsyncGenerator<KernelMessage, void> {
  const records = new KernelRecords(Date.now() - 1000 * (await uptimeOf(thisMachine())));
  const log = opened(file);
  try {
    for (;;) {
      const record = recordIn(log);
      if (record !== undefined) {
        const message = records.messageIn(record);
        if (message) yield message;
      } else if (signal && !signal.aborted) await sleep(PAUSE);
      else return;
      if (signal?.aborted) return;
    }
  } finally {
    closeSync(log);
  }
}

/** The same on a machine that programs are started on. */
export async function* kernelLogOf(
  machine: Machine,
  signal?: AbortSignal,
): AsyncGenerator<KernelMessage, void> {
  const records = new KernelRecords(Date.now() - 1000 * (await uptimeOf(machine)));
  for (;;) {
    const { pieces, ended } = signal ? await machine.follow('cat', [FILE], signal) : await untilNow(machine);
    for await (const line of linesIn(pieces)) {
      const message = records.messageIn(line);
      if (message) yield message;
      if (signal?.aborted) return;
    }
    const { status, stderr } = await ended();
    if (status === 0 || stderr.includes(NO_MORE)) return;
    // What was to be read next was overwritten; what follows begins with the oldest that is left.
    if (!stderr.includes(OVERWRITTEN))
      throw new MachineError(`cannot read the log of the kernel: ${stderr.trim()}`);
  }
}

const FILE = '/dev/kmsg';
const NO_MORE = 'Resource temporarily unavailable';
const OVERWRITTEN = 'Broken pipe';

/** What there is now. */
async function untilNow(machine: Machine): Promise<Following> {
  const { status, stdout, stderr } = await machine.run('dd', [
    `if=${FILE}`,
    `bs=${LONGEST}`,
    'iflag=nonblock',
  ]);
  return {
    pieces: Readable.from([Buffer.from(stdout)]),
    ended: async () => ({ status, stdout: '', stderr }),
  };
}

/** Each with its line break. */
async function* linesIn(pieces: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = `${rest}${piece.toString('latin1')}`.split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield `${line}\n`;
  }
}

/** Reads records in the order in which the kernel gives them. */
export class KernelRecords {
  readonly #booted: number;
  #next: number | undefined;
  #lost = 0;

  /** @param booted when the machine was booted, in milliseconds as `Date` counts them. */
  constructor(booted: number) {
    this.#booted = booted;
  }

  /** The message of a record; undefined where a program has written it, it is none, or it was read already. */
  messageIn(record: string): KernelMessage | undefined {
    const [, priority, sequence, microseconds, text] = RECORD.exec(record) ?? [];
    if (text === undefined) return undefined;
    if (Number(sequence) < (this.#next ?? 0)) return undefined;
    this.#lost += this.#next === undefined ? 0 : Number(sequence) - this.#next;
    this.#next = Number(sequence) + 1;
    if (Number(priority) >= OF_PROGRAMS) return undefined;
    const lost = this.#lost;
    this.#lost = 0;
    return { time: new Date(this.#booted + Number(microseconds) / 1000), text, lost };
  }
}

/** `4,803,41613414128,-;text`: priority and facility, sequence, microseconds since boot, flags. */
const RECORD = /^(\d+),(\d+),(\d+),[^;]*;([^\n]*)\n/;

/** The facility stands above the three bits of the priority, and is 0 for the kernel. */
const OF_PROGRAMS = 8;

function opened(file: string): number {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPERM' || code === 'EACCES') throw new MachineError(`only root can read '${file}'`);
    throw new MachineError(`cannot read the log of the kernel: ${(error as Error).message}`);
  }
}

/** Each read gives one record; undefined: there is none yet. */
function recordIn(log: number): string | undefined {
  const buffer = Buffer.alloc(LONGEST);
  for (;;) {
    try {
      const length = readSync(log, buffer, 0, LONGEST, null);
      return length === 0 ? undefined : buffer.toString('utf8', 0, length);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') return undefined;
      // The record was overwritten before it was read; the next read gives the oldest that is left.
      if (code !== 'EPIPE')
        throw new MachineError(`cannot read the log of the kernel: ${(error as Error).message}`);
    }
  }
}
