import { MachineError } from '../machine/errors.js';

/** The machine lacks something that the laboratory needs; each text says what, and how to get it. */
export class LabUnavailable extends MachineError {
  readonly missing: readonly string[];

  constructor(missing: readonly string[]) {
    super(`the laboratory cannot be built here:\n${missing.map((one) => `  ${one}`).join('\n')}`);
    this.missing = missing;
  }
}
