import { MachineError } from '../machine/errors.js';
import { type Machine, printed } from '../machine/machine.js';
import { protocolNumbers } from '../traffic/protocols.js';
import type { KnownFlow } from './known-flows.js';

/** So many are asked for in one call: a command line has an end. */
const AT_ONCE = 200;

/** Throws a `MachineError` where connections of a machine cannot be ended. */
export async function checkResetting(machine: Machine): Promise<void> {
  const { status } = await machine.run('sh', ['-c', 'command -v ss']);
  if (status !== 0) throw new MachineError('--reset needs ss (iproute2), which is not installed');
}

/**
 * Ends TCP connections that this machine is an end of, while both ends can be told: programs here get an error, and a reset goes to the
 * peer. How many the kernel has ended; a kernel without CONFIG_INET_DIAG_DESTROY ends none.
 */
export async function resetConnections(machine: Machine, flows: readonly KnownFlow[]): Promise<number> {
  const filters = flows.filter(({ protocol }) => protocol === protocolNumbers.tcp).map(filterOf);
  let ended = 0;
  for (let from = 0; from < filters.length; from += AT_ONCE) {
    const words = filters.slice(from, from + AT_ONCE).join(' or ');
    // It prints those that it has ended.
    const told = await printed(machine, 'ss', ['-K', '-H', '-t', '-n', words]);
    ended += told.split('\n').filter((line) => line.trim() !== '').length;
  }
  return ended;
}

/** An error of a change that failed after connections were reset, which does not bring them back. */
export function afterReset(error: unknown, reset: number): unknown {
  if (reset > 0 && error instanceof Error)
    error.message += `; ${reset === 1 ? '1 connection was' : `${reset} connections were`} reset before that`;
  return error;
}

function filterOf({ path, from, sourcePort, to, cell }: KnownFlow): string {
  const [client, server] = [portText(from, sourcePort), portText(to, cell)];
  return path === 'input' ? `( src ${server} and dst ${client} )` : `( src ${client} and dst ${server} )`;
}

function portText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
