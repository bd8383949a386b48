import path from 'node:path';
import type { Generations } from '../../live/generations.js';
import type { Target, XtablesKind } from '../../target/target.js';
import type { Options } from '../command.js';
import { UsageError } from '../exit.js';
import type { PlaceArguments } from './places.js';

/** Options of every command that looks at a machine's firewall or changes it. */
export interface LiveArguments {
  readonly state: string | undefined;
  readonly json: boolean;
}

export const liveOptions = {
  state: {
    type: 'string',
    completes: 'folder',
    requiresArg: true,
    describe: 'Folder where the machine keeps what was loaded; default: /var/lib/secgroup',
  },
  json: { type: 'boolean', default: false, describe: 'Print as JSON' },
} as const satisfies Options;

/** Options of every command that loads rules for a while. */
export interface TrialArguments extends LiveArguments, PlaceArguments {
  readonly confirm: number;
  readonly yes: boolean;
  readonly 'allow-lockout': boolean;
  readonly reset: boolean;
  readonly first: number;
  readonly wave: number;
}

export const trialOptions = {
  confirm: {
    type: 'number',
    default: 60,
    requiresArg: true,
    describe:
      'Seconds in which the confirmation must come, or the old rules apply again; 0: keep the new ones at once',
  },
  yes: { type: 'boolean', alias: 'y', default: false, describe: 'Do not ask' },
  'allow-lockout': {
    type: 'boolean',
    default: false,
    describe: 'Go on where the new rules would cut off the SSH connection that this runs over',
  },
  reset: {
    type: 'boolean',
    default: false,
    describe:
      'Give both ends of TCP connections that end with the change an error at once, just before it; needs ss',
  },
  first: {
    type: 'number',
    default: 1,
    requiresArg: true,
    describe: 'Of several hosts, change so many first; the others follow once these are confirmed',
  },
  wave: {
    type: 'number',
    default: 5,
    requiresArg: true,
    describe: 'And so many at a time then; all stop at the first that is not confirmed',
  },
} as const satisfies Options;

/** Two hours; a kernel takes more, and nobody waits for it. */
const LONGEST = 7200;

export function checkTrial({ confirm, first, wave }: TrialArguments): void {
  if (!Number.isInteger(confirm) || confirm < 0 || confirm > LONGEST)
    throw new UsageError(`--confirm takes whole seconds, from 0 to ${LONGEST}`);
  for (const [name, value] of Object.entries({ first, wave }))
    if (!Number.isInteger(value) || value < 1)
      throw new UsageError(`--${name} takes a number of hosts, from 1`);
}

/** What a machine's rules are made of. */
export interface WantedTarget {
  readonly target: Target;
  readonly xtables?: XtablesKind | undefined;
}

/**
 * A machine, as commands look at it and change it. `ssh` leads to another one than this. Without a target it is that of what was applied
 * there last.
 */
export async function openHost(
  { state }: LiveArguments,
  wanted: WantedTarget | undefined,
  ssh: string | undefined,
) {
  const { backendOf } = await import('../../backend/registry.js');
  const { DEFAULT_FOLDER, Generations } = await import('../../live/generations.js');
  const { LiveHost } = await import('../../live/change.js');
  if (ssh !== undefined && state !== undefined && !path.isAbsolute(state))
    throw new UsageError('--state takes an absolute path where the machine is reached over SSH');
  const machine = await machineAt(ssh);
  const generations = new Generations(machine, path.resolve(state ?? DEFAULT_FOLDER));
  const { target, xtables } = await targetOf(generations, wanted).catch(async (error) => {
    await machine.close();
    throw error;
  });
  const backend = backendOf(target);
  const { kernel, read } = backend;
  const switching = kernel.switching(xtables);
  const live = new LiveHost(machine, backend, xtables, generations);
  return { ssh, machine, kernel, read, switching, generations, live };
}

/** The machine at an address, or this one. */
export async function machineAt(ssh: string | undefined) {
  if (ssh === undefined) return (await import('../../machine/here.js')).thisMachine();
  return (await import('../../machine/there.js')).machineOver(ssh);
}

async function targetOf(generations: Generations, wanted: WantedTarget | undefined): Promise<WantedTarget> {
  if (!wanted) return (await generations.list()).at(-1) ?? { target: 'nftables' };
  const confirmed = await generations.confirmed();
  if (confirmed) refuseOtherTarget(wanted, confirmed);
  return wanted;
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

/** Opens the machine at an address, or this one. */
export type Open = (ssh: string | undefined) => Promise<OpenHost>;

/** Does what needs machines, and ends all connections to them. */
export async function withHosts<T>(
  args: LiveArguments,
  wanted: WantedTarget | undefined,
  work: (open: Open) => Promise<T>,
): Promise<T> {
  const opened: OpenHost[] = [];
  try {
    return await work(async (ssh) => {
      const host = await openHost(args, wanted, ssh);
      opened.push(host);
      return host;
    });
  } finally {
    await Promise.all(opened.map(({ machine }) => machine.close()));
  }
}
