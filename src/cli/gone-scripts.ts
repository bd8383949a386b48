import { constants } from 'node:fs';
import { open, readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { backendOf } from '../backend/registry.js';
import { commentText } from '../target/header.js';
import { targets } from '../target/target.js';
import { firstNames, orMachineError } from './write-scripts.js';

const endings = targets.map((target) => ({ target, ending: backendOf(target).fileEnding }));

/**
 * Scripts in a folder that an earlier run wrote for hosts that are no longer there, whatever their target. Such a script is
 * told by its name and by its header, which must say the same: what somebody copied or renamed is theirs.
 */
export async function goneScripts(folder: string, known: readonly string[]): Promise<readonly string[]> {
  const hosts = new Set(known);
  const gone: string[] = [];
  for (const name of (await readdir(folder).catch(() => [])).sort()) {
    const kind = endings.find(({ ending }) => name.endsWith(ending));
    const host = kind && name.slice(0, -kind.ending.length);
    if (!host || hosts.has(host)) continue;
    const file = path.join(folder, name);
    if ((await headerOf(file))?.startsWith(headerBegin(host, kind.target))) gone.push(file);
  }
  return gone;
}

function headerBegin(host: string, target: string): string {
  return `# Firewall of host ${commentText(host)} for ${target}, made by secgroup `;
}

/** The second line of a file; none of what is no plain file. */
async function headerOf(file: string): Promise<string | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(file, flags).catch(() => undefined);
  if (!handle) return undefined;
  try {
    if (!(await handle.stat()).isFile()) return undefined;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER), 0, HEADER, 0);
    return buffer.toString('utf8', 0, bytesRead).split('\n', 2)[1];
  } finally {
    await handle.close();
  }
}

/** Bytes within which the second line of a script begins and says whose it is. */
const HEADER = 1024;

export async function removeScripts(files: readonly string[]): Promise<void> {
  for (const file of files) await orMachineError(file, unlink(file), 'remove');
}

/** What became of them; nothing where there are none. */
export function goneText(
  files: readonly string[],
  { prune, dry }: { readonly prune: boolean; readonly dry: boolean },
): readonly string[] {
  if (files.length === 0) return [];
  const names = firstNames(files);
  if (!prune) return [`left from hosts that are gone: ${names}; --prune removes them`];
  return [`${dry ? 'would remove' : 'removed'} scripts of hosts that are gone: ${names}`];
}
