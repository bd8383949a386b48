import { MachineError } from './errors.js';

/** A packet of a capture, as the kind of link says that it is laid out. */
export interface Captured {
  readonly time: Date;
  readonly bytes: Buffer;
  readonly isLittleEndian: boolean;
}

const FILE_HEADER = 24;
const RECORD_HEADER = 16;

/** Longer than any record that was asked for. */
const LONGEST = 262_144;

/** Reads what a capturing program writes in the format of pcap, packet by packet. Throws a `MachineError` where it is something else. */
export async function* capturedIn(
  pieces: AsyncIterable<Buffer>,
  link: number,
): AsyncGenerator<Captured, void> {
  let rest: Buffer = Buffer.alloc(0);
  let order: Order | undefined;
  for await (const piece of pieces) {
    rest = Buffer.concat([rest, piece]);
    if (!order) {
      if (rest.length < FILE_HEADER) continue;
      order = orderOf(rest, link);
      rest = rest.subarray(FILE_HEADER);
    }
    for (;;) {
      if (rest.length < RECORD_HEADER) break;
      const [seconds, microseconds, length] = [0, 4, 8].map((at) => order!.number(rest, at));
      if (length! > LONGEST) throw notUnderstood();
      if (rest.length < RECORD_HEADER + length!) break;
      yield {
        time: new Date(seconds! * 1000 + microseconds! / 1000),
        bytes: rest.subarray(RECORD_HEADER, RECORD_HEADER + length!),
        isLittleEndian: order.isLittleEndian,
      };
      rest = rest.subarray(RECORD_HEADER + length!);
    }
  }
}

interface Order {
  readonly isLittleEndian: boolean;
  readonly number: (bytes: Buffer, at: number) => number;
}

/** The first number tells the order of bytes, which is that of the machine that captures. */
const MAGIC = 0xa1b2c3d4;

function orderOf(header: Buffer, link: number): Order {
  const isLittleEndian = header.readUInt32LE(0) === MAGIC;
  if (!isLittleEndian && header.readUInt32BE(0) !== MAGIC) throw notUnderstood();
  const number = (bytes: Buffer, at: number) =>
    isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  if (number(header, 20) !== link) throw notUnderstood();
  return { isLittleEndian, number };
}

const notUnderstood = () => new MachineError('what tcpdump writes is not understood');
