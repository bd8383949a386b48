import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
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
  const info = await stat(name).catch(() => undefined);
  if (!info?.isDirectory()) return [{ name }];
  try {
    const files = await filesIn(name);
    if (files.some(({ beside }) => beside === undefined)) return files;
    report('no-sources', startOf(name), { name });
  } catch (cause) {
    report('file-unreadable', startOf(name), { name, problem: systemProblem(cause) });
  }
  return [];
}

/** What is hidden (`.git`) or of installed packages is left out. A link to a file counts as the file: a mounted ConfigMap is nothing but links. */
async function filesIn(folder: string): Promise<readonly Listed[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const isInventory = inventoriesAmong(entries);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !isLeftOut(path.relative(folder, file)))
    .flatMap((name): readonly Listed[] => {
      const inside = path.relative(folder, name);
      if (DEFINITION.test(name)) return [{ name }];
      if (VARIABLES.test(inside)) return [{ name, beside: 'variables' }];
      return isInventory(name, inside) ? [{ name, beside: 'inventory' }] : [];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
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
