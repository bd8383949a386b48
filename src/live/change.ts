import { setTimeout as sleep } from 'node:timers/promises';
import type { Kernel, Listing } from '../backend/kernel.js';
import type { Held, Switching, Transaction } from '../backend/switching.js';
import { ReadSource } from '../diagnostics/source.js';
import { MachineError } from '../machine/errors.js';
import { withLock } from '../machine/lock.js';
import { run } from '../machine/programs.js';
import type { XtablesKind } from '../target/target.js';
import type { About, Generations } from './generations.js';
import type { Loaded } from './plan.js';

/** Longer than any packet is on its way through the rules of one hook, in milliseconds. */
const IN_FLIGHT = 100;

/** A listing without what packets change in it. */
function stateOf({ text }: Listing): string {
  return text.replace(/"(packets|bytes|expires|used)": ?\d+/g, '"$1":0');
}

/** The firewall of this machine, and how it is changed. Only one process at a time may call what changes it (`withLock`). */
export class LiveHost {
  readonly #kernel: Kernel;
  readonly #switching: Switching;
  readonly #kind: XtablesKind | undefined;
  readonly generations: Generations;

  constructor(kernel: Kernel, switching: Switching, kind: XtablesKind | undefined, generations: Generations) {
    this.#kernel = kernel;
    this.#switching = switching;
    this.#kind = kind;
    this.generations = generations;
  }

  list(): Promise<Listing> {
    return this.#kernel.list(this.#kind);
  }

  async held(): Promise<Held> {
    return this.#switching.held(await this.list());
  }

  /** What is loaded, with the script that it was loaded from, where that was kept. */
  async loaded(): Promise<Loaded> {
    const listing = await this.list();
    const { settled } = this.#switching.held(listing);
    const number = typeof settled === 'number' ? settled : (await this.generations.confirmed())?.number;
    if (settled === 'nothing' || number === undefined) return { listing, script: undefined };
    const text = await this.generations.script(number).catch(() => undefined);
    return { listing, script: text === undefined ? undefined : new ReadSource(`generation ${number}`, text) };
  }

  /** The number that the next generation gets. */
  async next(): Promise<number> {
    const kept = await this.generations.list();
    return Math.max((await this.held()).highest, ...kept.map(({ number }) => number)) + 1;
  }

  /** Whether a boot loads this script, but for the digests of what it was made from. */
  async isKept(script: string): Promise<boolean> {
    const confirmed = await this.generations.confirmed();
    if (!confirmed) return false;
    const withoutSources = (text: string) => text.replace(/^# from .*\n/gm, '');
    return withoutSources(await this.generations.script(confirmed.number)) === withoutSources(script);
  }

  /** The generation that was confirmed before the one that a boot loads. Throws a `MachineError` where there is none. */
  async before(): Promise<About> {
    const now = await this.generations.confirmed();
    const older = (await this.generations.list()).filter(
      ({ confirmed, number }) => confirmed !== undefined && number < (now?.number ?? 0),
    );
    const last = older.at(-1);
    if (!last)
      throw new MachineError(
        'nothing was confirmed before what is loaded, so there is nothing to go back to',
      );
    return last;
  }

  /** Runs what only one process at a time may do to this machine. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    await this.generations.open();
    return withLock(this.generations.lockFile, work);
  }

  /**
   * Loads a script for so many seconds, then the rules before apply again by themselves. Whatever fails, or ends this process,
   * the old rules apply, at the latest when the time is over.
   */
  async begin(about: About, script: string, seconds: number, planned: Listing): Promise<void> {
    const now = await this.list();
    if (this.#switching.held(now).trial)
      throw new MachineError('a trial is going on: confirm it, or roll it back, and then apply this');
    if (stateOf(now) !== stateOf(planned))
      throw new MachineError('what is loaded has changed since the plan was made: plan again');
    await this.clean();
    await this.generations.add(about, script);
    try {
      await this.#run(this.#switching.stage(script, about.number));
      await this.#run(this.#switching.begin(await this.list(), about.number, seconds));
    } catch (error) {
      await this.clean();
      await this.generations.remove(about.number);
      throw error;
    }
  }

  /** Makes the trial's rules stay, and the ones that a boot loads. Where the trial has ended, nothing is changed. */
  async keep(): Promise<About> {
    const listing = await this.list();
    const { trial, settled } = this.#switching.held(listing);
    if (trial) {
      const about = await this.#aboutOf(trial.generation);
      await this.generations.confirm(about, new Date().toISOString(), () =>
        this.#run(this.#switching.keep(listing)),
      );
      await this.tidy();
      return about;
    }
    const confirmed = await this.generations.confirmed();
    // Ended between the kernel's switch and the file's: the rules stay, and a boot is to load them too.
    if (typeof settled === 'number' && settled > (confirmed?.number ?? 0)) {
      const about = await this.#aboutOf(settled);
      await this.generations.confirm(about, new Date().toISOString(), async () => undefined);
      await this.tidy();
      return about;
    }
    await this.tidy();
    throw new MachineError('no trial is going on, so there is nothing to confirm');
  }

  /** Ends the trial: the rules before it apply again. */
  async end(): Promise<void> {
    await this.#run(this.#switching.end());
    await this.tidy();
  }

  /** Takes out what no packet meets any more, and forgets what is not kept. */
  async tidy(): Promise<void> {
    await sleep(IN_FLIGHT);
    await this.clean();
    if (!(await this.held()).trial) await this.generations.prune();
  }

  async clean(): Promise<void> {
    const transaction = this.#switching.clean(await this.list());
    if (transaction) await this.#run(transaction);
  }

  async #aboutOf(number: number): Promise<About> {
    const about = await this.generations.about(number);
    if (about) return about;
    throw new MachineError(
      `generation ${number} is loaded, and '${this.generations.folder}' does not have it`,
    );
  }

  async #run({ command: [program, ...args], input }: Transaction): Promise<void> {
    const { status, stderr } = await run(program, args, input);
    if (status !== 0) throw new MachineError(`${program}: ${stderr.trim()}`);
  }
}
