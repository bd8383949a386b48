import { hostname } from 'node:os';
import type { Analysis } from '../../compiler/analyse.js';
import type { Option } from '../command.js';
import { UsageError } from '../exit.js';

/** The option that names the host which this machine is. */
export const oneHost = {
  type: 'string',
  completes: 'host',
  requiresArg: true,
  describe:
    'Host that this machine is, by id or name; default: the only one, or the one called like this machine',
} as const satisfies Option;

/** The host that is named; else the only one, or the one that is called like this machine. */
export function hostNameOf({ linked: { hosts } }: Analysis, name: string | undefined): string {
  if (name !== undefined) return name;
  const [only, ...more] = hosts.nodes;
  if (only && more.length === 0) return only.id;
  const here = hostname();
  if (hosts.byId.has(here) || hosts.byName.has(here)) return here;
  throw new UsageError(
    `there are ${hosts.nodes.length} hosts, none called '${here}' like this machine: name one with --host`,
  );
}
