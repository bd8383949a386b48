import path from 'node:path';
import type { Target } from '../../target/target.js';
import type { Options } from '../command.js';
import { UsageError } from '../exit.js';

/** Options of every command that looks at this machine's firewall or changes it. */
export interface LiveArguments {
  readonly state: string | undefined;
  readonly json: boolean;
}

export const liveOptions = {
  state: {
    type: 'string',
    completes: 'folder',
    requiresArg: true,
    describe: 'Folder where this machine keeps what was loaded; default: /var/lib/secgroup',
  },
  json: { type: 'boolean', default: false, describe: 'Print as JSON' },
} as const satisfies Options;

/** Options of every command that loads rules for a while. */
export interface TrialArguments extends LiveArguments {
  readonly confirm: number;
  readonly yes: boolean;
  readonly 'allow-lockout': boolean;
}

export const trialOptions = {
  confirm: {
    type: 'number',
    default: 60,
    requiresArg: true,
    describe:
      'Seconds in which `secgroup confirm` must come, or the old rules apply again; 0: keep the new ones at once',
  },
  yes: { type: 'boolean', alias: 'y', default: false, describe: 'Do not ask' },
  'allow-lockout': {
    type: 'boolean',
    default: false,
    describe: 'Go on where the new rules would cut off the SSH connection that this runs over',
  },
} as const satisfies Options;

/** Two hours; a kernel takes more, and nobody waits for it. */
const LONGEST = 7200;

export function checkTrial({ confirm }: TrialArguments): void {
  if (!Number.isInteger(confirm) || confirm < 0 || confirm > LONGEST)
    throw new UsageError(`--confirm takes whole seconds, from 0 to ${LONGEST}`);
}

/** This machine, as commands look at it and change it. */
export async function openHost({ state }: LiveArguments, target: Target) {
  const { backendOf } = await import('../../backend/registry.js');
  const { DEFAULT_FOLDER, Generations } = await import('../../live/generations.js');
  const { LiveHost } = await import('../../live/change.js');
  const { thisMachine } = await import('../../machine/here.js');
  const backend = backendOf(target);
  const { kernel, read } = backend;
  const { switching } = kernel;
  if (!switching)
    throw new UsageError(
      `rules of ${target} cannot be switched yet: load the script that 'secgroup compile' writes`,
    );
  const machine = thisMachine();
  const generations = new Generations(machine, path.resolve(state ?? DEFAULT_FOLDER));
  const live = new LiveHost(machine, backend, switching, generations);
  return { machine, kernel, read, switching, generations, live };
}

export type OpenHost = Awaited<ReturnType<typeof openHost>>;
