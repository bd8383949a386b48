import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { MachineError, NotInstalled } from './errors.js';
import { type Following, following } from './following.js';
import { type Machine, printedIfThere } from './machine.js';
import { type Ended, launcher } from './programs.js';
import type { SshConnection } from './ssh.js';
import { CLIENT_FAILED, type Connecting, clientArguments, runOver, unreachable } from './ssh-client.js';
import { CONNECTION_COMMAND, followCommand, holdCommand, LACKING, runCommand } from './ssh-commands.js';

/**
 * The machine at an SSH address, by way of the system's own client. One connection lasts until `close`, and holds the lock; all but `runAnew`
 * goes through it. Throws an `Unreachable`, or a `MachineError` where nobody can be root there.
 */
export async function machineOver(address: string): Promise<Machine> {
  const folder = await mkdtemp(path.join(tmpdir(), 'secgroup-ssh-'));
  const socket = path.join(folder, 's');
  try {
    const holder = await openHolder(address, clientArguments(address, 'shared', socket));
    return machineOf(address, socket, holder, async () => {
      await holder.close();
      await rm(folder, { recursive: true, force: true });
    });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function machineOf(address: string, socket: string, holder: Holder, close: () => Promise<void>): Machine {
  let before: Promise<unknown> = Promise.resolve();
  // One after the other: a server may allow few sessions over one connection, and the holder's is one of them.
  const over = (how: Connecting, command: string, input = '') => {
    const ended = before.then(() => runOver(address, clientArguments(address, how, socket), command, input));
    before = ended.catch(() => undefined);
    return ended;
  };
  const running =
    (how: Connecting): Machine['run'] =>
    async (program, args, input = '') => {
      const ended = await over(how, runCommand(Buffer.byteLength(input), program, args), input);
      if (ended.status === LACKING) throw new NotInstalled(`on ${address}, ${program}`);
      return ended;
    };
  const run = running('through');
  const machine: Machine = {
    isRoot: true,
    run,
    follow: (program, args, signal) => followOver(address, socket, program, args, signal),
    runAnew: running('anew'),
    alone: (lockFile, work) => alone(address, holder, lockFile, work),
    connection: async () => connectionIn((await over('through', CONNECTION_COMMAND)).stdout),
    async addresses() {
      return devicesIn((await printedIfThere(machine, 'ip', ['-o', 'address'])) ?? '');
    },
    close,
  };
  return machine;
}

/** A session of its own beside the others, since it lasts. */
async function followOver(
  address: string,
  socket: string,
  program: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<Following> {
  const client = [...clientArguments(address, 'through', socket), followCommand(program, args)];
  const { pieces, ended } = await following('ssh', client, { LC_ALL: 'C' }, signal, 'input');
  return {
    pieces,
    async ended() {
      const how = await ended();
      if (how.status === LACKING) throw new NotInstalled(`on ${address}, ${program}`);
      if (how.status === CLIENT_FAILED) throw unreachable(address, how.stderr);
      return how;
    },
  };
}

/** What cannot be read is a connection that nobody can judge. */
function connectionIn(text: string): SshConnection {
  const [client = '', clientPort, server = '', serverPort] = text.trim().split(' ');
  return {
    client,
    clientPort: Number(clientPort),
    server,
    serverPort: Number(serverPort),
    opened: undefined,
  };
}

/** One line an address: `2: eth0    inet 10.0.0.5/24 …`. */
function devicesIn(text: string): ReadonlyMap<string, readonly string[]> {
  const devices = new Map<string, string[]>();
  for (const [, device, address] of text.matchAll(/^\d+: ([^\s@]+)\S* +inet6? ([^\s/]+)/gm))
    devices.set(device!, [...(devices.get(device!) ?? []), address!]);
  return devices;
}

async function alone<T>(
  address: string,
  holder: Holder,
  lockFile: string,
  work: () => Promise<T>,
): Promise<T> {
  const answer = await holder.ask(`lock ${lockFile}`);
  if (answer === 'lacking') throw new NotInstalled(`on ${address}, flock`);
  if (answer !== 'locked') throw new MachineError(`another secgroup changes the firewall of ${address} now`);
  try {
    return await work();
  } finally {
    // A connection that is gone has given the lock back.
    await holder.ask('unlock').catch(() => undefined);
  }
}

/** The program that lives there as long as the connection. */
interface Holder {
  /** Says a line, and hears one. Throws an `Unreachable` where the connection is gone. */
  readonly ask: (line: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

async function openHolder(address: string, client: readonly string[]): Promise<Holder> {
  const start = await launcher();
  const child = start('ssh', [...client, holdCommand()], {
    env: { LC_ALL: 'C' },
    reject: false,
    buffer: { stdout: false },
  });
  // A pipe that breaks is told by how the client ends.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const hear = async () => {
    const { value, done } = await lines.next();
    if (!done) return value as string;
    throw refusalOf(address, await child);
  };
  await hear();
  return {
    async ask(line) {
      child.stdin.write(`${line}\n`);
      return hear();
    },
    async close() {
      child.stdin.end();
      await child;
    },
  };
}

function refusalOf(
  address: string,
  ended: { readonly code?: string | undefined } & Partial<Pick<Ended, 'stderr'>>,
) {
  if (ended.code === 'ENOENT') return new NotInstalled('ssh');
  const stderr = String(ended.stderr);
  if (/^sudo: /m.test(stderr))
    return new MachineError(
      `${address}: ${stderr.trim().split('\n').at(-1)}; log in as root, or as somebody whom sudo asks for no password`,
    );
  return unreachable(address, stderr);
}
