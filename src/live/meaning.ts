import type { Backend } from '../backend/backend.js';
import type { Listing } from '../backend/listing.js';
import type { Switching, Which } from '../backend/switching.js';
import { MachineError } from '../machine/errors.js';
import { areAlike, changesBetween } from '../proof/changes.js';
import type { Firewall } from '../proof/firewall.js';
import type { Generations } from './generations.js';
import { settingsLike } from './ignored-hooks.js';

/** Lets everything through. */
const NOTHING: Firewall = { bases: [], chains: new Map() };

/** A problem of what is loaded, or of a script, ends what asks for its meaning. */
export function refuse(_: number, problem: string): never {
  throw new MachineError(`what is loaded is not understood: ${problem}`);
}

/** What scripts and listings of one kind of rules do with packets. */
export class Meaning {
  readonly #backend: Backend;
  readonly #switching: Switching;
  readonly #generations: Generations;

  constructor(backend: Backend, switching: Switching, generations: Generations) {
    this.#backend = backend;
    this.#switching = switching;
    this.#generations = generations;
  }

  ofScript(script: string): Firewall {
    return this.#backend.read(script, refuse);
  }

  /** What applies without a trial; undefined: nothing of ours. */
  async settled(listing: Listing): Promise<Firewall | undefined> {
    const { settled } = this.#switching.held(listing);
    const kept =
      typeof settled === 'number'
        ? await this.#generations.script(settled).catch(() => undefined)
        : undefined;
    return this.#seen(listing, 'settled', kept === undefined ? undefined : this.ofScript(kept));
  }

  /** Whether rules of the kernel are what a script says. */
  isMade(listing: Listing, which: Which, script: string): boolean {
    const wanted = this.ofScript(script);
    const made = this.#seen(listing, which, wanted);
    return areAlike(changesBetween(wanted, made ?? NOTHING, 1, refuse));
  }

  /** What of ours applies without a trial, as text; empty: nothing. `script` is what is to be loaded. */
  stateOf(listing: Listing, script: string): string {
    return this.#ownText(listing, 'settled', this.ofScript(script));
  }

  /** Whether a listing still means what `stateOf` has told of an earlier one. What others do beside ours makes no difference. */
  isStill(state: string, listing: Listing, script: string): boolean {
    const now = this.stateOf(listing, script);
    if (now === state || now === '' || state === '') return now === state;
    const [before, after] = [state, now].map((text) => this.#backend.kernel.read(text, refuse));
    return areAlike(changesBetween(before!, after!, 1, refuse));
  }

  /** What a kernel would do with packets if only these rules were there, which filter in the hooks that others do; undefined: nothing of ours is. */
  #seen(listing: Listing, which: Which, like: Firewall | undefined): Firewall | undefined {
    const text = this.#ownText(listing, which, like);
    return text === '' ? undefined : this.#backend.kernel.read(text, refuse);
  }

  #ownText(listing: Listing, which: Which, like: Firewall | undefined): string {
    const seen = this.#switching.seen(listing, which);
    const fault = (problem: string) => refuse(0, problem);
    return this.#backend.kernel.ownPart(seen, settingsLike(like), fault).text;
  }
}
