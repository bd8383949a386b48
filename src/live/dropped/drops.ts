import { kernelLog } from '../../machine/kernel-log.js';
import { type DroppedPacket, droppedIn } from './packet.js';
import type { WantedRule, WantedRules } from './wanted.js';

/** A packet that was refused. */
export interface Drop {
  /** To the second or so: the kernel counts from its boot, and not while the machine sleeps. */
  readonly time: Date;
  readonly packet: DroppedPacket;
  readonly wanted: WantedRule;
  /** How many messages of the kernel were overwritten since the one before, which nobody has read. */
  readonly lost: number;
}

/** Packets that the kernel has logged with a prefix, and with a signal those that it logs until that is aborted. */
export async function* drops(
  prefix: string,
  wanted: WantedRules,
  signal?: AbortSignal,
  file?: string,
): AsyncGenerator<Drop, void> {
  let unread = 0;
  for await (const { time, text, lost } of kernelLog(file, signal)) {
    unread += lost;
    const packet = droppedIn(text, prefix);
    if (!packet) continue;
    yield { time, packet, wanted: wanted.of(packet), lost: unread };
    unread = 0;
  }
}
