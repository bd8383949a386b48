import type { Host } from '../../definition/model.js';
import type { NameIndex } from '../../policy/index-by-name.js';
import type { Options } from '../command.js';
import { UsageError } from '../exit.js';

/** Which machines a command acts on. */
export interface PlaceArguments {
  readonly host: readonly string[];
  readonly all: boolean;
  readonly ssh: string | undefined;
  readonly here: boolean;
}

export const placeOptions = {
  host: {
    type: 'string',
    array: true,
    nargs: 1,
    default: [],
    completes: 'host',
    describe:
      'Host of the definition, by id or name; may be given again. Default: the only one, or the one called like this machine',
  },
  all: { type: 'boolean', default: false, describe: 'Every host of the definition that has `ssh:`' },
  ssh: {
    type: 'string',
    requiresArg: true,
    describe:
      "[USER@]ADDRESS of the machine, which is reached by this system's ssh and needs nft, flock and a shell; default: `ssh:` of the host, or else this machine",
  },
  here: { type: 'boolean', default: false, describe: 'Act on this machine, although the host has `ssh:`' },
} as const satisfies Options;

/** A machine, and what the command line calls the host of the definition that it is. */
export interface Place {
  /** Undefined where no definition was read. */
  readonly host: string | undefined;
  /** Where SSH leads to it; undefined: it is this machine. */
  readonly ssh: string | undefined;
}

export async function checkPlace(args: PlaceArguments): Promise<void> {
  const { all, here, host, ssh } = args;
  if (all && host.length > 0)
    throw new UsageError('--all is every host that has `ssh:`, so --host names none');
  if (here && ssh !== undefined) throw new UsageError('--here is this machine, and --ssh another one');
  if (isSeveral(args) && (here || ssh !== undefined))
    throw new UsageError('--ssh and --here say where one host is: several have `ssh:` in the definition');
  const { SSH_ADDRESS_EXPECTED, sshAddress } = await import('../../machine/ssh-address.js');
  if (ssh !== undefined && !sshAddress.test(ssh)) throw new UsageError(`--ssh: ${SSH_ADDRESS_EXPECTED}`);
}

/** Whether the command line asks for a list of results, however many there are. */
export function isSeveral({ all, host }: PlaceArguments): boolean {
  return all || host.length > 1;
}

/** The hosts of a definition that are meant. `here` is what this machine is called. */
export function placesIn(hosts: NameIndex<Host>, args: PlaceArguments, here: string): readonly Place[] {
  const reached = hosts.nodes.filter((host) => host.ssh !== undefined);
  const names = args.all ? reached.map(({ id }) => id) : namesOf(hosts, args, here);
  if (names.length === 0) throw new UsageError('no host of the definition has `ssh:`');
  const addressOf = (name: string) =>
    args.here ? undefined : (args.ssh ?? (hosts.byId.get(name) ?? hosts.byName.get(name)?.[0])?.ssh);
  const places = [...new Set(names)].map((name) => ({ host: name, ssh: addressOf(name) }));
  const lacking = places.find(({ ssh }) => ssh === undefined);
  if (places.length > 1 && lacking)
    throw new UsageError(
      `host '${lacking.host}' has no \`ssh:\`, so it cannot be changed together with others`,
    );
  return places;
}

function namesOf(hosts: NameIndex<Host>, { host, ssh }: PlaceArguments, here: string): readonly string[] {
  if (host.length > 0) return host;
  const [only, ...more] = hosts.nodes;
  if (only && more.length === 0) return [only.id];
  const there = `there are ${hosts.nodes.length} hosts`;
  if (ssh !== undefined) throw new UsageError(`${there}: name the one that '${ssh}' is with --host`);
  if (hosts.byId.has(here) || hosts.byName.has(here)) return [here];
  const all = hosts.nodes.some((one) => one.ssh !== undefined) ? ', or all that have `ssh:` with --all' : '';
  throw new UsageError(`${there}, none called '${here}' like this machine: name one with --host${all}`);
}
