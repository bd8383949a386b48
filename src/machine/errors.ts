/** Something that the machine does not have or does not let us do, such as a folder that can be written to. */
export class MachineError extends Error {}

/** A program that is not there. */
export class NotInstalled extends MachineError {
  constructor(program: string, why?: string) {
    super(why === undefined ? `${program} is not installed` : `${program} is not installed, and ${why}`);
  }
}
