import type { Outcome } from '../../diagnostics/diagnostic.js';
import type { Positional } from '../command.js';
import { type SourceArguments, sourceOptions, sources } from '../source-options.js';
import { type LiveArguments, liveOptions, type Open, type OpenHost, withHosts } from './options.js';
import { type PlaceArguments, placeOptions } from './places.js';
import { readPlaces } from './read-wanted.js';

/** Arguments of a command that needs no definition; one may be named to say where its hosts are. */
export interface MachineArguments extends SourceArguments, PlaceArguments, LiveArguments {}

export const machineSources = {
  ...sources,
  demandOption: false,
  default: [],
  describe: 'Definition that says with `ssh:` where its hosts are; default: this machine, or --ssh',
} as const satisfies Positional;

export const machineOptions = { ...sourceOptions, ...placeOptions, ...liveOptions } as const;

/** A machine that was opened, and what the command line calls it. */
export interface Named extends OpenHost {
  readonly name: string | undefined;
}

/** The machines that are meant, once each is opened. Without a value, the definition is wrong. */
export async function withPlaces<T>(
  args: MachineArguments,
  work: (
    places: readonly (() => Promise<Named>)[],
    names: readonly (string | undefined)[],
    open: Open,
  ) => Promise<T>,
): Promise<Outcome<T>> {
  const { value: places, diagnostics } = await readPlaces(args);
  if (!places) return { value: undefined, diagnostics };
  const value = await withHosts(args, undefined, (open) => {
    const openers = places.map(({ host, ssh }) => async () => ({ ...(await open(ssh)), name: host }));
    return work(
      openers,
      places.map(({ host }) => host),
      open,
    );
  });
  return { value, diagnostics };
}
