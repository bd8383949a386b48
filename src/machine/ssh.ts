import { readFile } from 'node:fs/promises';

/** The SSH connection that a process was started over. */
export interface SshConnection {
  readonly client: string;
  readonly clientPort: number;
  /** The address of this machine that the client connected to. */
  readonly server: string;
  readonly serverPort: number;
  /** When it was opened, in seconds since this machine was booted; undefined where no sshd is found among the processes. */
  readonly opened: number | undefined;
}

/** Ticks of `/proc/PID/stat` in a second, on every architecture of Linux (USER_HZ). */
const TICKS = 100;

/**
 * The connection that this process was started over, also by way of `sudo` or `su`, which take the variable away: its ancestors have it.
 * Undefined at a console.
 */
export async function sshConnection(): Promise<SshConnection | undefined> {
  const ancestors = await ancestorsOf(process.pid);
  const own = process.env.SSH_CONNECTION;
  const text = own ?? ancestors.find(({ connection }) => connection !== undefined)?.connection;
  const [client, clientPort, server, serverPort] = text?.split(' ') ?? [];
  if (client === undefined || server === undefined) return undefined;
  // One process of sshd has the connection from its first packet; another listens for all, and says so.
  const opened = ancestors.filter(({ isConnection }) => isConnection).at(-1)?.started;
  return { client, clientPort: Number(clientPort), server, serverPort: Number(serverPort), opened };
}

interface Ancestor {
  /** In seconds since boot. */
  readonly started: number;
  readonly connection: string | undefined;
  readonly isConnection: boolean;
}

/** The process itself comes first. */
async function ancestorsOf(pid: number): Promise<readonly Ancestor[]> {
  const found: Ancestor[] = [];
  for (let at = pid; at > 1; ) {
    const [stat, environment, command] = await Promise.all(
      ['stat', 'environ', 'cmdline'].map((name) => readFile(`/proc/${at}/${name}`, 'utf8').catch(() => '')),
    );
    const [, name, fields] = /^\d+ \((.*)\) (.*)/s.exec(stat!) ?? [];
    if (name === undefined) break;
    const words = fields!.split(' ');
    found.push({
      started: Number(words[19]) / TICKS,
      connection: /(?:^|\0)SSH_CONNECTION=([^\0]*)/.exec(environment!)?.[1],
      isConnection: /^sshd/.test(name) && !/\[listener\]/.test(command!),
    });
    at = Number(words[1]);
  }
  return found;
}
