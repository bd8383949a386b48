import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Report } from '../diagnostics/diagnostic.js';
import { startOf } from './decode.js';
import { systemProblem } from './system-problem.js';

/** CloudFormation's own pages call its templates `.template`, in JSON and YAML. */
const DEFINITION = /\.(ya?ml|json|tfstate|template)$/i;

/** The definitions in a folder and below, in the order of their names; a path that is not a folder is itself. */
export async function expandFolder(name: string, report: Report): Promise<readonly string[]> {
  const info = await stat(name).catch(() => undefined);
  if (!info?.isDirectory()) return [name];
  try {
    const files = await definitionsIn(name);
    if (files.length === 0) report('no-sources', startOf(name), { name });
    return files;
  } catch (cause) {
    report('file-unreadable', startOf(name), { name, problem: systemProblem(cause) });
    return [];
  }
}

/** What is hidden (`.git`) or of installed packages is left out. A link to a file counts as the file: a mounted ConfigMap is nothing but links. */
async function definitionsIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && DEFINITION.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !isLeftOut(path.relative(folder, file)))
    .sort();
}

function isLeftOut(relative: string): boolean {
  return relative.split(path.sep).some((part) => part.startsWith('.') || part === 'node_modules');
}
