import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  openSync,
  readlinkSync,
  readSync,
  type Stats,
} from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** The bytes of a file or of standard input, or why there are none. */
export type ReadBytes =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large'; readonly size: number }
  | { readonly kind: 'no-file'; readonly problem: string }
  /** A link leads out of the folder that the file has to lie in; nothing of it was read. */
  | { readonly kind: 'outside' };

/**
 * Reads a regular file whole, and never waits: whatever else can stand under a name (a pipe, a device, a file that the
 * kernel makes up as it is read) may have no end, or do something when it is opened. With `folder`, the file must lie in
 * it or below it, wherever links lead.
 */
export async function readBytes(location: string, limit: number, folder?: string): Promise<ReadBytes> {
  if (isDescriptor(location) && folder === undefined) return readStream(createReadStream(location), limit);
  const problem = await faultOf(await stat(location), location);
  if (problem !== undefined) return { kind: 'no-file', problem };
  const real = await realpath(location);
  const root = folder === undefined ? undefined : await realpath(folder);
  if (root !== undefined && !isInside(real, root)) return { kind: 'outside' };
  const descriptor = openSync(real, WITHOUT_WAITING);
  try {
    // What was looked at may have been replaced since: what is open counts.
    if (root !== undefined && !isInside(openPath(descriptor, real), root)) return { kind: 'outside' };
    return await readFrom(descriptor, limit, location);
  } finally {
    closeSync(descriptor);
  }
}

const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW | constants.O_NOCTTY;

/** Where the file lies that is open; a system without /proc does not say. */
function openPath(descriptor: number, otherwise: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return otherwise;
  }
}

async function readFrom(descriptor: number, limit: number, location: string): Promise<ReadBytes> {
  const info = fstatSync(descriptor);
  const problem = await faultOf(info, location);
  if (problem !== undefined) return { kind: 'no-file', problem };
  if (info.size > limit) return { kind: 'too-large', size: info.size };
  return { kind: 'bytes', bytes: readUpTo(descriptor, info.size) };
}

/** Standard input, or what a shell puts in the place of a file (`<(command)`): read to its end like `-`. */
export function isDescriptor(location: string): boolean {
  return /^\/(dev|proc\/self)\/(fd\/[0-9]+|std(in|out|err))$/.test(path.posix.normalize(location));
}

/** Why a thing is no file that can be read whole; nothing where it is one. */
export async function faultOf(info: Stats, location: string): Promise<string | undefined> {
  if (info.isDirectory()) return 'it is a folder';
  if (info.isFIFO()) return 'it is a named pipe';
  if (info.isSocket()) return 'it is a socket';
  if (!info.isFile()) return 'it is a device';
  // Files that the kernel makes up say that they are empty, and may have no end.
  if (info.size > 0) return undefined;
  const real = await realpath(location).catch(() => location);
  return /^\/(proc|sys)\//.test(real) ? 'it is a file of the kernel' : undefined;
}

function isInside(real: string, root: string): boolean {
  const relative = path.relative(root, real);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** As many bytes as a file had when it was opened; one that grows is read no further. */
function readUpTo(descriptor: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const more = readSync(descriptor, bytes, length, size - length, null);
    if (more === 0) break;
    length += more;
  }
  return bytes.subarray(0, length);
}

/** Reads a stream to its end, and no further than the limit. */
export async function readStream(
  stream: AsyncIterable<Uint8Array | string>,
  limit: number,
): Promise<ReadBytes> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    chunks.push(bytes);
    size += bytes.length;
    if (size > limit) return { kind: 'too-large', size };
  }
  return { kind: 'bytes', bytes: Buffer.concat(chunks) };
}
