import { setTimeout as sleep } from 'node:timers/promises';
import type { Backend } from '../backend/backend.js';
import type { Kernel } from '../backend/kernel.js';
import type { Listing } from '../backend/listing.js';
import type { Held, Staging, Switching, Transaction } from '../backend/switching.js';
import { ReadSource } from '../diagnostics/source.js';
import { MachineError } from '../machine/errors.js';
import { bootIdOf, type Machine } from '../machine/machine.js';
import { Unreachable } from '../machine/ssh-client.js';
import type { EndedFlows } from '../proof/ended.js';
import type { XtablesKind } from '../target/target.js';
import { begunText } from './begun-file.js';
import { earlierThan } from './earlier.js';
import { endingFlows } from './ending-flows.js';
import type { About, Generations } from './generations.js';
import { type KnownFlow, type KnownFlows, knownFlows } from './known-flows.js';
import { Meaning, refuse } from './meaning.js';
import type { Loaded } from './plan.js';
import { afterReset, checkResetting, resetConnections } from './resetting.js';
import { begunBefore, type Revoked, revokedBy } from './revoked.js';
import { seed } from './seeding.js';

/** Longer than any packet is on its way through the rules of one hook, in milliseconds. */
const IN_FLIGHT = 100;

const NOT_MADE = 'the rules in the kernel are not what the script says, so they are not kept';

/** Enough for the two transactions of a change that needs no confirmation, in seconds. */
const KEPT_AT_ONCE = 60;

/** Without what would only save work, it goes on; without the machine, nothing does. */
function notMade(error: unknown): undefined {
  if (!(error instanceof MachineError) || error instanceof Unreachable) throw error;
}

/** How a trial begins. */
interface Beginning {
  /** 0: the rules stay at once. */
  readonly seconds: number;
  /** What is there now. */
  readonly now: Listing;
  /** What the plan was made for. */
  readonly planned: Listing;
  readonly resets: boolean;
}

/** The firewall of a machine, and how it is changed. Only one process at a time may call what changes it (`withLock`). */
export class LiveHost {
  readonly machine: Machine;
  readonly #kernel: Kernel;
  readonly #switching: Switching;
  readonly #kind: XtablesKind | undefined;
  readonly generations: Generations;
  readonly meaning: Meaning;

  constructor(machine: Machine, backend: Backend, kind: XtablesKind | undefined, generations: Generations) {
    this.machine = machine;
    this.#kernel = backend.kernel;
    this.#kind = kind;
    this.#switching = backend.kernel.switching(kind);
    this.generations = generations;
    this.meaning = new Meaning(backend, this.#switching, generations);
  }

  list(): Promise<Listing> {
    return this.#kernel.list(this.machine, this.#kind);
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

  /** Flows that go on now, and end where a script is loaded in place of what a listing shows. */
  async ending(listing: Listing, script: string): Promise<readonly KnownFlow[]> {
    const known = await knownFlows(this.machine);
    return endingFlows(known, await this.meaning.settled(listing), this.meaning.ofScript(script));
  }

  /** The number that the next generation gets, and what is there before it. */
  async next(): Promise<{ readonly number: number; readonly now: Listing }> {
    const now = await this.list();
    const highest = Math.max(this.#switching.held(now).highest, await this.generations.highest());
    return { number: highest + 1, now };
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

  /** Runs what only one process at a time may do to the machine. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    await this.generations.open();
    return this.machine.alone(this.generations.lockFile, work);
  }

  /**
   * Loads a script for so many seconds, then the rules before apply again by themselves. Whatever fails, or ends this process,
   * the old rules apply, at the latest when the time is over. `resets`: TCP connections that end with the change get an error just before
   * it, at both ends, also if it is not confirmed then. How many did.
   */
  async begin(about: About, script: string, { seconds, now, planned, resets }: Beginning): Promise<number> {
    if (resets) await checkResetting(this.machine);
    if (this.#switching.held(now).trial)
      throw new MachineError('a trial is going on: confirm it, or roll it back, and then apply this');
    if (this.#switching.state(now) !== this.#switching.state(planned))
      throw new MachineError('what is loaded has changed since the plan was made: plan again');
    const isFirst = this.#switching.held(now).settled === 'nothing';
    const known = isFirst ? await knownFlows(this.machine) : undefined;
    const { ended, undone, begun } = await this.#revoked(about, script, now, known);
    const clean = (await this.#clean(now)) ? await this.list() : now;
    const kept = await this.#sharedScripts(clean);
    await this.generations.add(about, script, begun && begunText(begun));
    let reset = 0;
    try {
      const staged = await this.#stage(clean, script, { generation: about.number, ended, kept });
      // From the first rule on that asks for it, which is staged, connection tracking sees all packets.
      if (known) await seed(this.machine, known);
      // Where the clock of the machine ends the trial, it is as long as it should be only if it is asked for now.
      reset = resets && !about.keepsFlows ? await this.#reset(staged, script) : 0;
      const settle = seconds === 0 ? this.#switching.settle?.(staged, about.number) : undefined;
      if (settle) await this.#confirm(about, settle);
      else await this.#begin(staged, about.number, seconds || KEPT_AT_ONCE, undone);
      if (seconds === 0 && !settle) await this.keep();
      return reset;
    } catch (error) {
      // What fails here too is found by the next command; why the change failed is what has to be said.
      await this.#forget(about.number).catch(() => undefined);
      throw afterReset(error, reset);
    }
  }

  async #begin(
    staged: Listing,
    number: number,
    seconds: number,
    undone: readonly EndedFlows[],
  ): Promise<void> {
    const now = staged.time === undefined ? staged : await this.list();
    await this.#run(this.#switching.begin(now, number, seconds, undone));
  }

  async #confirm(about: About, change: Transaction, run = this.machine.run): Promise<void> {
    await this.generations.confirm(about, new Date().toISOString(), () => this.#run(change, run));
    await this.tidy().catch((error: unknown) => {
      if (!(error instanceof MachineError)) throw error;
      throw new MachineError(
        `generation ${about.number} is loaded and confirmed, but what it replaces could not be taken out: ${error.message}`,
      );
    });
  }

  /** Puts the rules beside the others, and proves them. What they share with earlier ones, somebody may have changed: then they are made whole. */
  async #stage(listing: Listing, script: string, staging: Staging): Promise<Listing> {
    const shared = staging.kept.size > 0 && (await this.#staged(listing, script, staging).catch(notMade));
    if (shared) return shared;
    const now = staging.kept.size > 0 ? await this.list() : listing;
    const clean = (await this.#clean(now)) ? await this.list() : now;
    const whole = await this.#staged(clean, script, { ...staging, kept: new Map() });
    if (!whole) throw new MachineError(NOT_MADE);
    return whole;
  }

  /** Undefined: the kernel has made something else of the rules. */
  async #staged(listing: Listing, script: string, staging: Staging): Promise<Listing | undefined> {
    await this.#run(this.#switching.stage(listing, script, staging));
    const staged = await this.list();
    return this.meaning.isMade(staged, staging.generation, script) ? staged : undefined;
  }

  /** Takes out a generation that no packet meets. */
  async #forget(number: number): Promise<void> {
    const left = await this.list();
    await this.#clean(left);
    const { settled, trial } = this.#switching.held(left);
    if (settled !== number && trial?.generation !== number) await this.generations.remove(number);
  }

  async #reset(listing: Listing, script: string): Promise<number> {
    const own = await this.machine.connection();
    // What carries the change has to see it through.
    const others = (await this.ending(listing, script)).filter(
      ({ from, sourcePort }) => from !== own?.client || sourcePort !== own.clientPort,
    );
    return resetConnections(this.machine, others);
  }

  /**
   * Makes the trial's rules stay, and the ones that a boot loads. Where the trial has ended, nothing is changed. `anew`: over a connection
   * that is opened for it, and so shows that the rules let one be opened.
   */
  async keep({ anew = false } = {}): Promise<About> {
    const listing = await this.list();
    const { trial, settled } = this.#switching.held(listing);
    if (trial) {
      const about = await this.#aboutOf(trial.generation);
      // Somebody may have changed them meanwhile.
      if (!this.meaning.isMade(listing, 'trial', await this.generations.script(trial.generation)))
        throw new MachineError(NOT_MADE);
      await this.#confirm(about, this.#switching.keep(listing), anew ? this.machine.runAnew : undefined);
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
  async end(generation: number): Promise<void> {
    const listing = await this.list();
    if (this.#switching.held(listing).trial?.generation !== generation)
      throw new MachineError(`the trial of generation ${generation} is over`);
    await this.#run(this.#switching.end(listing));
    await this.tidy();
  }

  /** Takes out what no packet meets any more, and forgets what is not kept. */
  async tidy(): Promise<void> {
    await sleep(IN_FLIGHT);
    const listing = await this.list();
    await this.#clean(listing);
    if (!this.#switching.held(listing).trial) await this.generations.prune(await bootIdOf(this.machine));
  }

  /** Whether there was anything to take out. */
  async #clean(listing: Listing): Promise<boolean> {
    const transaction = this.#switching.clean(listing);
    if (transaction) await this.#run(transaction);
    return transaction !== undefined;
  }

  /** The scripts of the generations whose chains new rules may lead to, as far as they are kept; under 0 the one that a boot has loaded. */
  async #sharedScripts(listing: Listing): Promise<Staging['kept']> {
    const { shared } = this.#switching.held(listing);
    if (shared.length === 0) return new Map();
    const [all, confirmed] = [await this.generations.list(), await this.generations.confirmed()];
    const kept = shared.flatMap((generation) => {
      const number = generation === 0 ? confirmed?.number : generation;
      return all.some((one) => one.number === number) ? [{ generation, number: number! }] : [];
    });
    const numbers = kept.map(({ number }) => number);
    // What cannot be read is not led to.
    const scripts = await this.generations.scripts(numbers).catch(notMade);
    return new Map((scripts ? kept : []).map(({ generation }, at) => [generation, scripts![at]!]));
  }

  async #revoked(
    about: About,
    script: string,
    now: Listing,
    known: KnownFlows | undefined,
  ): Promise<Revoked> {
    const { scripts, begun } = await earlierThan(about, this.generations);
    const older = [...new Set(scripts)].filter((one) => one !== script);
    const replaced = {
      settled: await this.meaning.settled(now),
      older: older.map((one) => this.meaning.ofScript(one)),
      begun,
      next: this.meaning.ofScript(script),
      known,
    };
    return about.keepsFlows
      ? { ended: [], undone: [], begun: begunBefore(replaced, refuse) }
      : revokedBy(replaced, refuse);
  }

  async #aboutOf(number: number): Promise<About> {
    const about = await this.generations.about(number);
    if (about) return about;
    throw new MachineError(
      `generation ${number} is loaded, and '${this.generations.folder}' does not have it`,
    );
  }

  async #run({ command: [program, ...args], input }: Transaction, run = this.machine.run): Promise<void> {
    const { status, stderr } = await run(program, args, input);
    if (status !== 0) throw new MachineError(`${program}: ${stderr.trim()}`);
  }
}
