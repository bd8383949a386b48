import { NotUnderstood } from '../not-understood.js';

/** What is wrong, and in which line of the script, from 1. */
export type Fault = (line: number, problem: string) => void;

/** After so many faults the rest of a script is not looked at. */
const MOST_FAULTS = 20;

/** Counts what is reported, and says when it is enough. */
export class Faults {
  readonly #fault: Fault;
  #count = 0;

  constructor(fault: Fault) {
    this.#fault = fault;
  }

  get none(): boolean {
    return this.#count === 0;
  }

  get enough(): boolean {
    return this.#count >= MOST_FAULTS;
  }

  report(line: number, problem: string): void {
    if (!this.enough) this.#fault(line, problem);
    this.#count++;
  }

  /** Reports what `read` does not understand. False when enough was reported. */
  guard(read: () => void): boolean {
    try {
      read();
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      this.report(error.line, error.problem);
    }
    return !this.enough;
  }
}
