import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Report } from '../diagnostics/diagnostic.js';
import { startOf } from './decode.js';
import { systemProblem } from './system-problem.js';

/** CloudFormation's own pages call its templates `.template`, in JSON and YAML. */
const DEFINITION = /\.(ya?ml|json|tfstate|template)$/i;

/** Ansible takes variables from files that are called like a group or a host, which has dots; below, from those without an ending. */
const VARIABLES = /(?:^|\/)(?:group_vars\/(?:.*\/)?[^./]+|host_vars\/(?:[^/]+|.*\/[^./]+))(?<!~)$/;

const INVENTORY = /(?:^|\/)(?:[^/]+\.ini|(?:hosts|inventory)[-\w]*|inventor(?:y|ies)\/(?:.*\/)?[^./]+)$/;

/** Roles copy these to hosts. */
const COPIED = /(?:^|\/)(?:files|templates)\//;

/** A file that counts only with definitions beside it: its name does not say that it is one. */
export type Beside = 'variables' | 'inventory';

export interface Listed {
  readonly name: string;
  /** Absent for a definition, and for what the user named. */
  readonly beside?: Beside | undefined;
}

/** The definitions in a folder and below with what may belong to them, in the order of their names; a path that is no folder is itself. */
export async function expandFolder(name: string, report: Report): Promise<readonly Listed[]> {
  if (!(await isFolder(name))) return [{ name }];
  try {
    const files = await filesIn(name, report);
    if (files.some(({ beside }) => beside === undefined)) return files;
    report('no-sources', startOf(name), { name });
  } catch (cause) {
    report('file-unreadable', startOf(name), { name, problem: systemProblem(cause) });
  }
  return [];
}

/** What is hidden (`.git`) or of installed packages is left out. A link to a file counts as the file: a mounted ConfigMap is nothing but links. */
async function filesIn(folder: string, report: Report): Promise<readonly Listed[]> {
  const entries = (await entriesIn(folder)).filter(
    (entry) => !isLeftOut(path.relative(folder, pathOf(entry))),
  );
  const isInventory = inventoriesAmong(entries);
  const linked = await linkedFolders(folder, entries, report);
  const ofLinks = new Set(linked.folders);
  const own = entries
    .filter((entry) => !entry.isDirectory())
    .map(pathOf)
    .filter((name) => !ofLinks.has(name))
    .flatMap((name): readonly Listed[] => {
      const inside = path.relative(folder, name);
      if (DEFINITION.test(name)) return [{ name }];
      if (VARIABLES.test(inside)) return [{ name, beside: 'variables' }];
      return isInventory(name, inside) ? [{ name, beside: 'inventory' }] : [];
    });
  return [...own, ...linked.files].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Folders behind links are not looked into; `readdir` of Node 26 does so by itself, and never ends in a circle. */
async function entriesIn(folder: string): Promise<readonly Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(pathOf);
  return [...entries, ...(await Promise.all(folders.map(entriesIn))).flat()];
}

function pathOf(entry: Dirent): string {
  return path.join(entry.parentPath, entry.name);
}

interface Linked {
  /** Links that lead to folders. */
  readonly folders: readonly string[];
  /** What Ansible finds behind them: inventories share their variables so. */
  readonly files: readonly Listed[];
}

/**
 * A link to a folder that lies within the one given is not followed: what is behind it is read in its own place. Only variables
 * count by where they are found, and are read behind the link too, once. A link that leads elsewhere, to nobody knows how much, is told.
 */
async function linkedFolders(folder: string, entries: readonly Dirent[], report: Report): Promise<Linked> {
  const root = await realpath(folder);
  const folders: string[] = [];
  const shared = new Map<string, string>();
  for (const name of entries.filter((entry) => entry.isSymbolicLink()).map(pathOf)) {
    if (!(await isFolder(name))) continue;
    folders.push(name);
    const target = await realpath(name);
    if (!isWithin(target, root)) report('link-ignored', startOf(name), { name });
    else if (areVariables(path.relative(folder, name)) && !areVariables(path.relative(root, target)))
      shared.set(target, name);
  }
  const outermost = [...shared].filter(
    ([target]) => ![...shared.keys()].some((other) => other !== target && isWithin(target, other)),
  );
  const files = await Promise.all(outermost.map(([, link]) => variablesBehind(link)));
  return { folders, files: files.flat() };
}

function isWithin(target: string, folder: string): boolean {
  return target === folder || target.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** Whether a path is that of a folder for variables, or lies in one. */
function areVariables(inside: string): boolean {
  return /(?:^|\/)(?:group|host)_vars(?:\/|$)/.test(inside);
}

async function variablesBehind(link: string): Promise<readonly Listed[]> {
  return (await entriesIn(link))
    .filter((entry) => entry.isFile() && !isLeftOut(path.relative(link, pathOf(entry))))
    .map((entry) => ({ name: pathOf(entry), beside: 'variables' }));
}

async function isFolder(name: string): Promise<boolean> {
  const info = await stat(name).catch(() => undefined);
  return info?.isDirectory() === true;
}

/** Ansible looks for files of variables beside the inventory, which may have any name. */
function inventoriesAmong(entries: readonly Dirent[]): (name: string, inside: string) => boolean {
  const withVariables = new Set(
    entries.filter(({ name }) => /^(?:group|host)_vars$/.test(name)).map(({ parentPath }) => parentPath),
  );
  return (name, inside) =>
    !COPIED.test(inside) &&
    (INVENTORY.test(inside) || (!path.basename(name).includes('.') && withVariables.has(path.dirname(name))));
}

function isLeftOut(relative: string): boolean {
  return relative.split(path.sep).some((part) => part.startsWith('.') || part === 'node_modules');
}
