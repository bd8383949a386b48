import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';

/** The bytes of a file or of standard input, or how large it was found to be where that is above the limit. */
export type ReadBytes =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large'; readonly size: number };

/** Reads a file whole. What does not know its size beforehand, such as a pipe or a device, is read up to the limit. */
export async function readBytes(location: string, limit: number): Promise<ReadBytes> {
  const info = await stat(location);
  if (!info.isFile() && !info.isDirectory()) return readStream(createReadStream(location), limit);
  if (info.size > limit) return { kind: 'too-large', size: info.size };
  return { kind: 'bytes', bytes: await readFile(location) };
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
