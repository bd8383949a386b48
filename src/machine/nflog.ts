import { MachineError, NotInstalled } from './errors.js';
import type { Machine } from './machine.js';
import { type Captured, capturedIn } from './pcap.js';

/** A packet that the kernel has handed to a group of nflog. */
export interface HandedPacket {
  readonly time: Date;
  readonly prefix: string;
  /** Indexes of the devices that it came in by and leaves by. */
  readonly inIndex: number | undefined;
  readonly outIndex: number | undefined;
  /** From its IP header on. */
  readonly bytes: Buffer;
}

/** Kind of link of what nflog hands over. */
const NFLOG = 239;

/**
 * What the kernel hands to a group from now on, until `signal` is aborted. tcpdump reads it: the kernel has no file for that. Nobody keeps what is
 * not read, and one program at a time can read a group. Packets that tcpdump was too slow for are told at the end.
 */
export async function* handedTo(
  machine: Machine,
  group: number,
  signal: AbortSignal,
  tell: (problem: string) => void,
): AsyncGenerator<HandedPacket, void> {
  const { pieces, ended } = await machine.follow('tcpdump', [...ARGUMENTS, '-i', `nflog:${group}`], signal);
  for await (const captured of capturedIn(pieces, NFLOG)) {
    const packet = packetIn(captured);
    if (packet) yield packet;
  }
  const { status, stderr } = await ended().catch(lacking);
  const [, dropped] = /^(\d+) packets? dropped by kernel/m.exec(stderr) ?? [];
  if (Number(dropped ?? 0) > 0) tell(`${dropped} packets came faster than tcpdump could read them`);
  if (status !== 0) throw refusalOf(group, stderr);
}

/** Whole packets: where tcpdump asks for less, it loses what the kernel hands over together. */
const ARGUMENTS = ['--immediate-mode', '-U', '-w', '-'];

function lacking(error: unknown): never {
  if (!(error instanceof NotInstalled)) throw error;
  throw new MachineError(`${error.message}, and a group of nflog is read with it`);
}

function refusalOf(group: number, stderr: string): MachineError {
  const [line = ''] = stderr.trim().split('\n').slice(-1);
  const why = /listen on group|busy/i.test(line) ? ': does another program, such as ulogd, read it?' : '';
  return new MachineError(`group ${group} of nflog cannot be read (${line.trim()})${why}`);
}

/** Attributes of the kernel's message, by their numbers. */
const IN_DEVICE = 4;
const OUT_DEVICE = 5;
const PAYLOAD = 9;
const PREFIX = 10;

const HEADER = 4;

function packetIn({ time, bytes, isLittleEndian }: Captured): HandedPacket | undefined {
  const attributes = new Map<number, Buffer>();
  const number = (at: number) => (isLittleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  for (let at = HEADER; at + 4 <= bytes.length; ) {
    const length = number(at);
    if (length < 4) return undefined;
    // The last one may be cut off.
    attributes.set(number(at + 2), bytes.subarray(at + 4, at + length));
    at += (length + 3) & ~3;
  }
  const payload = attributes.get(PAYLOAD);
  return (
    payload && {
      time,
      prefix: (attributes.get(PREFIX) ?? Buffer.alloc(0)).toString('latin1').replace(/\0.*$/s, ''),
      inIndex: indexIn(attributes.get(IN_DEVICE)),
      outIndex: indexIn(attributes.get(OUT_DEVICE)),
      bytes: payload,
    }
  );
}

function indexIn(value: Buffer | undefined): number | undefined {
  return value?.length === 4 ? value.readUInt32BE() : undefined;
}
