/** What the exit status of every command means. */
export const exit = {
  fine: 0,
  definitionWrong: 1,
  commandLineWrong: 2,
  machineLacks: 3,
} as const;

export type ExitStatus = (typeof exit)[keyof typeof exit];

/** A mistake of the command line that only shows once the command runs. */
export class UsageError extends Error {}
