import { MachineError, NotInstalled } from './errors.js';
import { type Ended, launcher } from './programs.js';

/** The connection to a machine could not be made, or broke. */
export class Unreachable extends MachineError {}

/** Longest wait for a connection, in seconds. */
const CONNECT = 15;

/**
 * Of the user's configuration all counts but what would ask for a terminal, carry something else over the connection, or run something else.
 * A connection that says nothing for 15 seconds is dead.
 */
const OPTIONS = [
  ['RemoteCommand', 'none'],
  ['ClearAllForwardings', 'yes'],
  ['PermitLocalCommand', 'no'],
  ['ConnectTimeout', `${CONNECT}`],
  ['ServerAliveInterval', '5'],
  ['ServerAliveCountMax', '3'],
  ['LogLevel', 'ERROR'],
] as const;

type Option = readonly [name: string, value: string];

/** How connections are made to a machine. */
export type Connecting = 'shared' | 'through' | 'anew';

/** A connection that others go through, one that goes through it and nowhere else, or one of its own. */
export function clientArguments(address: string, how: Connecting, socket: string): readonly string[] {
  const own: readonly Option[] = {
    shared: [
      ['ControlMaster', 'yes'],
      ['ControlPath', socket],
      ['ControlPersist', 'no'],
    ] as const,
    through: [
      ['ControlMaster', 'no'],
      ['ControlPath', socket],
      // Where the shared connection is gone, the client would make one by itself, which does not hold the lock.
      ['ProxyCommand', 'false'],
    ] as const,
    anew: [
      ['ControlMaster', 'no'],
      ['ControlPath', 'none'],
    ] as const,
  }[how];
  const options = [...own, ...OPTIONS, ...(process.stdin.isTTY ? [] : [['BatchMode', 'yes'] as const])];
  return [
    '-T',
    '-a',
    '-x',
    ...(how === 'anew' ? ['-S', 'none'] : []),
    ...options.flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    '--',
    address,
  ];
}

/** What the client says where it could not do its part. */
export const CLIENT_FAILED = 255;

/** Runs a command there to its end. Throws an `Unreachable`. */
export async function runOver(
  address: string,
  client: readonly string[],
  command: string,
  input: string,
): Promise<Ended> {
  const start = await launcher();
  const { exitCode, stdout, stderr, code } = await start('ssh', [...client, command], {
    input,
    env: { LC_ALL: 'C' },
    reject: false,
    stripFinalNewline: false,
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  if (code === 'ENOENT') throw new NotInstalled('ssh');
  if (exitCode === undefined || exitCode === CLIENT_FAILED) throw unreachable(address, stderr);
  return { status: exitCode, stdout, stderr };
}

export function unreachable(address: string, stderr: string): Unreachable {
  const [line = ''] = stderr.trim().split('\n').slice(-1);
  return new Unreachable(`no connection to ${address}: ${line.trim() || 'it was closed'}`);
}
