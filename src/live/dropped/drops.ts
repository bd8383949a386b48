import { kernelLog, kernelLogOf } from '../../machine/kernel-log.js';
import type { Machine } from '../../machine/machine.js';
import { handedTo } from '../../machine/nflog.js';
import { DeviceNames } from './device-names.js';
import { headersOf } from './headers.js';
import { type DroppedPacket, droppedIn, droppedPacket } from './packet.js';

/** A packet that was refused. */
export interface Drop {
  /** To the second or so from the log of the kernel: it counts from its boot, and not while the machine sleeps. */
  readonly time: Date;
  readonly packet: DroppedPacket;
}

/** Where packets are read. */
export interface DropsPlace {
  readonly machine: Machine;
  /** Whether the machine is this one, whose log is read without any program. */
  readonly isHere: boolean;
  /** What each message about one begins with. */
  readonly prefix: string;
  /** Says what was missed. */
  readonly tell: (problem: string) => void;
}

/** Packets that the kernel has logged, and with a signal those that it logs until that is aborted. */
export async function* loggedDrops(place: DropsPlace, signal?: AbortSignal): AsyncGenerator<Drop, void> {
  const { machine, isHere, prefix, tell } = place;
  let unread = 0;
  for await (const { time, text, lost } of isHere ? kernelLog(signal) : kernelLogOf(machine, signal)) {
    unread += lost;
    const packet = droppedIn(text, prefix);
    if (!packet) continue;
    if (unread > 0) tell(`${unread} messages of the kernel were overwritten before they were read`);
    unread = 0;
    yield { time, packet };
  }
}

/** Packets that the kernel hands to a group of nflog until the signal is aborted. */
export async function* handedDrops(
  place: DropsPlace,
  group: number,
  signal: AbortSignal,
): AsyncGenerator<Drop, void> {
  const { machine, prefix, tell } = place;
  const names = new DeviceNames(machine);
  for await (const handed of handedTo(machine, group, signal, tell)) {
    const headers = handed.prefix === prefix ? headersOf(handed.bytes) : undefined;
    if (!headers) continue;
    const [came, leaves] = [await names.of(handed.inIndex), await names.of(handed.outIndex)];
    if (came !== '' || leaves !== '')
      yield { time: handed.time, packet: droppedPacket(came, leaves, headers) };
  }
}
