import { visible } from '../../diagnostics/visible.js';
import type { Drop } from '../../live/dropped/drops.js';
import { addressText, type WantedRule } from '../../live/dropped/wanted.js';
import { formatTraffic } from '../../traffic/format.js';
import { table } from '../table.js';

/** A packet that was refused, and what would let it pass. */
export interface ToldDrop extends Drop {
  readonly wanted: WantedRule;
}

/** One line: the packet, and what would let it pass. */
export function dropText({ time, packet, wanted }: ToldDrop): string {
  const { direction, device, source, destination, traffic } = packet;
  const ends = `from ${addressText(source)} to ${addressText(destination)}`;
  const who = wanted.who.length === 0 ? '' : ` (${wanted.who.join(', ')})`;
  const packetText = `${timeText(time)}  ${direction} ${device}  ${formatTraffic(traffic)} ${ends}${who}`;
  return visible(`${packetText}  ${remedyText(wanted)}`);
}

function timeText(time: Date): string {
  return time.toISOString().replace('T', ' ').slice(0, 19);
}

function remedyText({ groups, direction, rule, note }: WantedRule): string {
  const remedy = rule === '' ? '' : `${direction} of ${groups.join(' or ')}: - ${rule}`;
  return [remedy, note].filter((text) => text !== '').join('; ');
}

/** The same for programs. */
export function dropJson({ time, packet, wanted }: ToldDrop) {
  const { direction, device, source, destination, traffic, sourcePort } = packet;
  return {
    time: time.toISOString(),
    direction,
    device,
    source: addressText(source),
    destination: addressText(destination),
    traffic: formatTraffic(traffic),
    ...(sourcePort !== undefined && { sourcePort }),
    who: wanted.who,
    wanted: wantedJson(wanted),
  };
}

function wantedJson({ groups, direction, rule, note }: WantedRule) {
  return { groups, direction, rule, note };
}

interface Counted {
  readonly drop: ToldDrop;
  readonly packets: number;
  readonly last: Date;
}

/** More rules than this are counted as one: whoever sends packets decides how many there are. */
const MOST = 10_000;

/** Packets by what would let them pass. */
export class DropsSummary {
  readonly #counted = new Map<string, Counted>();
  #more = 0;

  add(drop: ToldDrop): void {
    const { packet, wanted } = drop;
    const key = `${packet.direction} ${packet.device} ${remedyText(wanted)} ${formatTraffic(packet.traffic)}`;
    const known = this.#counted.get(key);
    if (!known && this.#counted.size >= MOST) this.#more++;
    else this.#counted.set(key, { drop, packets: (known?.packets ?? 0) + 1, last: drop.time });
  }

  text(): string {
    const sorted = this.#sorted();
    if (sorted.length === 0) return 'no packet was refused that was logged';
    const rows = sorted.map(({ drop: { packet, wanted }, packets, last }) => [
      packets,
      timeText(last),
      `${packet.direction} ${packet.device}`,
      formatTraffic(packet.traffic),
      remedyText(wanted),
    ]);
    const more = this.#more === 0 ? [] : [`… and ${this.#more} packets of more kinds`];
    return [table(['packets', 'last', 'where', 'what', 'what would let them pass'], rows), ...more].join(
      '\n',
    );
  }

  json() {
    return {
      drops: this.#sorted().map(({ drop, packets, last }) => {
        const { direction, device, traffic } = drop.packet;
        return {
          packets,
          last: last.toISOString(),
          direction,
          device,
          traffic: formatTraffic(traffic),
          wanted: wantedJson(drop.wanted),
        };
      }),
      more: this.#more,
    };
  }

  /** The most frequent first. */
  #sorted(): readonly Counted[] {
    return [...this.#counted.values()].sort((a, b) => b.packets - a.packets);
  }
}
