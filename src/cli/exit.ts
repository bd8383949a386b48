/** What the exit status of every command means. */
export const exit = {
  fine: 0,
  definitionWrong: 1,
  commandLineWrong: 2,
  machineLacks: 3,
  /** The script does not mean what the definition means, or it could not be found out whether it does. */
  notProven: 4,
  /** Packets did not do what the definition means, or that could not be tried. */
  packetsDisagree: 5,
  /** The change of a host was not confirmed: the rules before it apply. */
  notConfirmed: 6,
  /** There is something to do: what a plan was asked for. */
  somethingToDo: 10,
  /** secgroup itself is wrong; the number is EX_SOFTWARE of sysexits.h. With DEBUG set, the stack is printed too. */
  internalError: 70,
  /** Ended by a signal, after cleaning up: 128 and its number, as the shell tells it. */
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitStatus = (typeof exit)[keyof typeof exit];

/** A mistake of the command line that only shows once the command runs. */
export class UsageError extends Error {}
