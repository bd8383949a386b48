import { readdir, readFile, readlink } from 'node:fs/promises';

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
  // One process of sshd has the connection from its first packet; another listens for all, and says so.
  const opened = ancestors.filter(({ isConnection }) => isConnection).at(-1)?.started;
  return connectionIn(text, opened);
}

function connectionIn(text: string | undefined, opened: number | undefined): SshConnection | undefined {
  const [client, clientPort, server, serverPort] = text?.split(' ') ?? [];
  if (client === undefined || server === undefined) return undefined;
  return { client, clientPort: Number(clientPort), server, serverPort: Number(serverPort), opened };
}

/**
 * The connections of all programs that sshd has started on this machine. A process that sits in tmux, or that run0 has started, has none among its ancestors
 * and is used over one of these all the same.
 */
export async function sshConnections(): Promise<readonly SshConnection[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const processes = await Promise.all(pids.map(processOf));
  const own = await networkOf('self');
  const serving = new Set(processes.flatMap((one) => (one?.isConnection ? [one.pid] : [])));
  const served = processes.flatMap((one) => (one?.connection && serving.has(one.parent) ? [one] : []));
  // Connections to a container are filtered there.
  const networks = await Promise.all(served.map(({ pid }) => networkOf(pid)));
  const texts = served.flatMap(({ connection }, at) => (networks[at] === own ? [connection!] : []));
  return [...new Set(texts)].flatMap((text) => connectionIn(text, undefined) ?? []);
}

function networkOf(pid: number | 'self'): Promise<string | undefined> {
  return readlink(`/proc/${pid}/ns/net`).catch(() => undefined);
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** In seconds since boot. */
  readonly started: number;
  readonly connection: string | undefined;
  readonly isConnection: boolean;
}

/** The process itself comes first. */
async function ancestorsOf(pid: number): Promise<readonly Process[]> {
  const found: Process[] = [];
  for (let at = pid; at > 1; ) {
    const one = await processOf(at);
    if (!one) break;
    found.push(one);
    at = one.parent;
  }
  return found;
}

async function processOf(pid: number): Promise<Process | undefined> {
  const [stat, environment, command] = await Promise.all(
    ['stat', 'environ', 'cmdline'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
  );
  const [, name, fields] = /^\d+ \((.*)\) (.*)/s.exec(stat!) ?? [];
  if (name === undefined) return undefined;
  const words = fields!.split(' ');
  return {
    pid,
    parent: Number(words[1]),
    started: Number(words[19]) / TICKS,
    connection: /(?:^|\0)SSH_CONNECTION=([^\0]*)/.exec(environment!)?.[1],
    isConnection: /^sshd/.test(name) && !/\[listener\]/.test(command!),
  };
}
