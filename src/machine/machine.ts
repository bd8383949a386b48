import { MachineError, NotInstalled } from './errors.js';
import type { Following } from './following.js';
import type { Ended } from './programs.js';
import type { SshConnection } from './ssh.js';

/** A machine whose firewall is looked at and changed: the one that this runs on, or one that SSH leads to. */
export interface Machine {
  /** Whether programs there are run as root. */
  readonly isRoot: boolean;
  /** Runs a program to its end. It gets its input whole, or is not run. */
  readonly run: Run;
  /** Starts a program that prints until the signal is aborted, which ends it there too. */
  readonly follow: (program: string, args: readonly string[], signal: AbortSignal) => Promise<Following>;
  /** Runs a program over a connection that is opened for it and shows that one can be opened; on this machine there is nothing to show. */
  readonly runAnew: Run;
  /** Runs what only one process at a time may do there. The lock is held for as long as this process and its connection live. */
  readonly alone: <T>(lockFile: string, work: () => Promise<T>) => Promise<T>;
  /** The SSH connection that this acts over, as the machine sees it. Undefined: there is none. */
  readonly connection: () => Promise<SshConnection | undefined>;
  /** The addresses of its network devices, by the names of the devices. */
  readonly addresses: () => Promise<ReadonlyMap<string, readonly string[]>>;
  /** Ends its connection, where it has one. */
  readonly close: () => Promise<void>;
}

type Run = (program: string, args: readonly string[], input?: string) => Promise<Ended>;

/** What a program there prints, which must succeed. */
export async function printed(machine: Machine, program: string, args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await machine.run(program, args);
  if (status !== 0) throw new MachineError(`${program}: ${stderr.trim()}`);
  return stdout;
}

/** The same, and undefined where there is no such program. */
export async function printedIfThere(
  machine: Machine,
  program: string,
  args: readonly string[],
): Promise<string | undefined> {
  try {
    return await printed(machine, program, args);
  } catch (error) {
    if (error instanceof NotInstalled) return undefined;
    throw error;
  }
}

/** Seconds since the machine was booted. */
export async function uptimeOf(machine: Machine): Promise<number> {
  return Number((await printed(machine, 'cat', ['/proc/uptime'])).split(' ')[0]);
}

/** Which boot of the machine this is; another after each. */
export async function bootIdOf(machine: Machine): Promise<string> {
  return (await printed(machine, 'cat', ['/proc/sys/kernel/random/boot_id'])).trim();
}
