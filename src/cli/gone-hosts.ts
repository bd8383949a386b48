import { readdir, readFile, rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { firstNames, orMachineError } from './write-scripts.js';

/** Where the folders of hosts are, the file in each that says whose it is, and the files that are written to one. */
const LAYOUTS = {
  systemd: {
    folder: '.',
    about: 'etc/systemd/system/secgroup.service',
    ours: /^etc\/(?:secgroup\/[^/]+|systemd\/system\/(?:secgroup\.service|[a-z0-9-]+\.service\.d\/secgroup\.conf))$/,
  },
  'cloud-init': { folder: '.', about: 'user-data', ours: /^user-data$/ },
  ansible: {
    folder: 'files',
    about: 'change/change.sh',
    ours: /^change\/(?:change\.sh|next\/(?:script|staged))$|^boot\/etc\/(?:secgroup\/[^/]+|systemd\/system\/(?:secgroup\.service|[a-z0-9-]+\.service\.d\/secgroup\.conf))$/,
  },
} as const;

export type Layout = keyof typeof LAYOUTS;

/** Folders that `provision` wrote for hosts that are no longer there. Such a folder is told by its name and by what a file in it says. */
export async function goneHosts(
  output: string,
  layout: Layout,
  known: readonly string[],
): Promise<readonly string[]> {
  const { folder, about } = LAYOUTS[layout];
  const all = await readdir(path.join(output, folder), { withFileTypes: true }).catch(() => []);
  const names = all.filter((one) => one.isDirectory() && !known.includes(one.name)).map(({ name }) => name);
  const gone: string[] = [];
  for (const name of names.sort()) {
    const file = path.join(output, folder, name, about);
    const [first = '', second = ''] = (await readFile(file, 'utf8').catch(() => '')).split('\n', 2);
    const isOf = (line: string) =>
      /^# Made by secgroup \S+ for host (\S+)[.:](?: |$)/.exec(line)?.[1] === name;
    if (isOf(first) || isOf(second)) gone.push(path.join(output, folder, name));
  }
  return gone;
}

/** Removes from such folders what was written to them, and the folders that are empty then. What else is there stays. */
export async function removeHosts(folders: readonly string[], layout: Layout): Promise<void> {
  for (const folder of folders) await removeIn(folder, '', LAYOUTS[layout].ours);
}

async function removeIn(root: string, inside: string, ours: RegExp): Promise<void> {
  const folder = path.join(root, inside);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const name = inside === '' ? entry.name : `${inside}/${entry.name}`;
    const file = path.join(root, name);
    if (entry.isDirectory()) await removeIn(root, name, ours);
    else if (ours.test(name)) await orMachineError(file, unlink(file), 'remove');
  }
  if ((await readdir(folder)).length === 0) await orMachineError(folder, rmdir(folder), 'remove');
}

/** What became of them; nothing where there are none. */
export function goneHostsText(folders: readonly string[], prune: boolean): string {
  if (folders.length === 0) return '';
  const names = firstNames(folders);
  return prune
    ? `removed files of hosts that are gone: ${names}\n`
    : `left from hosts that are gone: ${names}; --prune removes them\n`;
}
