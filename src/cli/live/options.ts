import path from 'node:path';
import type { Target, XtablesKind } from '../../target/target.js';
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

/** What a machine's rules are made of. */
export interface WantedTarget {
  readonly target: Target;
  readonly xtables?: XtablesKind | undefined;
}

/** This machine, as commands look at it and change it. Without a target it is that of what was applied last. */
export async function openHost({ state }: LiveArguments, wanted?: WantedTarget) {
  const { backendOf } = await import('../../backend/registry.js');
  const { DEFAULT_FOLDER, Generations } = await import('../../live/generations.js');
  const { LiveHost } = await import('../../live/change.js');
  const { thisMachine } = await import('../../machine/here.js');
  const machine = thisMachine();
  const generations = new Generations(machine, path.resolve(state ?? DEFAULT_FOLDER));
  const last = (await generations.list()).at(-1);
  const confirmed = await generations.confirmed();
  if (wanted && confirmed) refuseOtherTarget(wanted, confirmed);
  const { target, xtables } = wanted ?? last ?? { target: 'nftables' };
  const backend = backendOf(target);
  const { kernel, read } = backend;
  const switching = kernel.switching(xtables);
  const live = new LiveHost(machine, backend, xtables, generations);
  return { machine, kernel, read, switching, generations, live };
}

/** Rules of another kind would stay, and packets would have to pass both. */
function refuseOtherTarget(wanted: WantedTarget, confirmed: WantedTarget): void {
  if (wanted.target === confirmed.target && wanted.xtables === confirmed.xtables) return;
  throw new UsageError(
    `rules of ${wordsOf(confirmed)} were applied here, and those of ${wordsOf(wanted)} would stand beside them: ` +
      `use --target ${confirmed.target}${confirmed.xtables ? ` --xtables ${confirmed.xtables}` : ''}, or unload them and remove the folder that keeps them first`,
  );
}

function wordsOf({ target, xtables }: WantedTarget): string {
  return xtables === undefined ? target : `${target} (iptables-${xtables})`;
}

export type OpenHost = Awaited<ReturnType<typeof openHost>>;
