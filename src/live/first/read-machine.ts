import { readFile, stat } from 'node:fs/promises';
import { thisMachine } from '../../machine/here.js';
import { printed } from '../../machine/machine.js';
import { type SshConnection, sshConnection } from '../../machine/ssh.js';
import { devicesIn } from './devices.js';
import { type Listener, listenersIn } from './listeners.js';
import type { Facts } from './survey.js';

export interface Machine {
  readonly facts: Facts;
  /** What this program was started over. */
  readonly ssh: SshConnection | undefined;
}

/** Reads what this machine has: with `ip` and `ss`, and what the kernel says in /proc. */
export async function readMachine(): Promise<Machine> {
  const here = thisMachine();
  const [devices, sockets, named, ssh] = await Promise.all([
    printed(here, 'ip', ['-j', 'address']),
    printed(here, 'ss', ['-Hlntu']),
    printed(here, 'ss', ['-Hlntup']),
    sshConnection(),
  ]);
  const listeners = listenersIn(sockets, named);
  const facts = {
    devices: devicesIn(devices),
    listeners,
    sshPorts: await sshPortsOf(listeners, ssh),
    clientPorts: await clientPorts(),
    forwards: await forwards(),
  };
  return { facts, ssh };
}

const SSH = 22;

/**
 * Where sshd of root listens, and where the connection at hand came to, which another program may have listened for. Where neither tells, the
 * port is SSH's own if somebody listens there. Empty: SSH is not served.
 */
async function sshPortsOf(
  listeners: readonly Listener[],
  ssh: SshConnection | undefined,
): Promise<ReadonlySet<number>> {
  const tcp = listeners.filter(({ protocol }) => protocol === 'tcp');
  const isServer = await Promise.all(
    tcp.map(async ({ programs }) => {
      const owners = programs.filter(({ name }) => name === 'sshd').map(({ process }) => ownerOf(process));
      return (await Promise.all(owners)).includes(ROOT);
    }),
  );
  const ports = tcp.filter(({ port }, i) => isServer[i] || port === ssh?.serverPort).map(({ port }) => port);
  return new Set(ports.length > 0 ? ports : tcp.map(({ port }) => port).filter((port) => port === SSH));
}

const ROOT = 0;

/** Anybody can call a process `sshd`. */
async function ownerOf(process: number): Promise<number | undefined> {
  return (await stat(`/proc/${process}`).catch(() => undefined))?.uid;
}

/** As the kernel chooses them unless somebody has changed that. */
const CLIENT_PORTS = [32_768, 60_999] as const;

async function clientPorts(): Promise<Facts['clientPorts']> {
  const text = await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').catch(() => '');
  const [first = CLIENT_PORTS[0], last = CLIENT_PORTS[1]] = (text.match(/\d+/g) ?? []).map(Number);
  return [first, last];
}

async function forwards(): Promise<boolean> {
  const files = ['/proc/sys/net/ipv4/ip_forward', '/proc/sys/net/ipv6/conf/all/forwarding'];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '0')));
  return texts.some((text) => text.trim() !== '0');
}
