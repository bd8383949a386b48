import { lstat, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { backendOf } from '../backend/registry.js';
import type { CompiledScript } from '../compiler/compile.js';
import { faultOf, isDescriptor } from '../document/bytes.js';
import { systemProblem } from '../document/system-problem.js';
import { MachineError } from '../machine/errors.js';

export interface WrittenScript {
  readonly file: string;
  /**
   * False where the file held the same firewall already; it then keeps its bytes and its modification time. Where nothing is
   * to be changed: whether it would be written.
   */
  readonly written: boolean;
}

export interface Writing {
  /** Look at everything, and change nothing. */
  readonly dry: boolean;
}

/** Writes one file a host; each is written under a temporary name and renamed, so that none is ever half there. */
export async function writeScripts(
  folder: string,
  scripts: readonly CompiledScript[],
  writing: Writing,
): Promise<readonly WrittenScript[]> {
  if (!writing.dry) await orMachineError(folder, mkdir(folder, { recursive: true }));
  const results: WrittenScript[] = [];
  for (let from = 0; from < scripts.length; from += AT_ONCE) {
    const some = scripts.slice(from, from + AT_ONCE).map((script) => writeScript(folder, script, writing));
    // None is still being written when the first failure is told.
    await Promise.allSettled(some);
    results.push(...(await Promise.all(some)));
  }
  return results;
}

/** Each file waits until the disk has it, which many can do together. */
const AT_ONCE = 32;

async function writeScript(
  folder: string,
  { host, target, text }: CompiledScript,
  { dry }: Writing,
): Promise<WrittenScript> {
  const file = path.join(folder, `${host}${backendOf(target).fileEnding}`);
  await refuseOthers(file);
  const written = !(await holdsSameFirewall(file, text));
  if (written && !dry) await writeText(file, text, { mode: 0o755 });
  return { file, written };
}

/** Whether a file differs from a script in nothing but the digests of its sources: those change with every edit. */
async function holdsSameFirewall(file: string, text: string): Promise<boolean> {
  const before = await readFile(file, 'utf8').catch(() => undefined);
  return before !== undefined && withoutSources(before) === withoutSources(text);
}

function withoutSources(script: string): string {
  return script.replace(/^# from .*\n/gm, '');
}

/** Writes one file, which is never half there, and with `folders` the folders that it lies in. */
export async function writeText(
  file: string,
  text: string,
  { folders = false, ...options }: { mode?: number; folders?: boolean } = {},
): Promise<void> {
  if (folders) await orMachineError(path.dirname(file), mkdir(path.dirname(file), { recursive: true }));
  await refuseOthers(file);
  await orMachineError(file, writeFileAtomic(file, text, options));
}

/** Writes a file that must not be there; nothing is written over. */
export async function writeNew(file: string, text: string): Promise<void> {
  await refuseExisting(file);
  await orMachineError(file, writeFile(file, text, { flag: 'wx' }));
}

/** Also where a link has that name that leads nowhere. */
export async function refuseExisting(file: string): Promise<void> {
  if (isDescriptor(file)) return refuseOthers(file);
  const info = await lstat(file).catch(() => undefined);
  if (info) throw new MachineError(`'${file}' is there already: --force writes over it`);
}

/** A file is put in the place of what is there, which must never be a device such as /dev/null. */
async function refuseOthers(file: string): Promise<void> {
  const info = await stat(file).catch(() => undefined);
  const problem = isDescriptor(file) ? 'it is not a file' : info && (await faultOf(info, file));
  if (problem === undefined) return;
  const hint = isDescriptor(file) ? '; for standard output leave the option out' : '';
  throw new MachineError(`cannot write '${file}': ${problem}${hint}`);
}

export async function orMachineError(
  name: string,
  writing: Promise<unknown>,
  what: 'write' | 'remove' = 'write',
): Promise<void> {
  try {
    await writing;
  } catch (cause) {
    throw new MachineError(`cannot ${what} '${name}': ${systemProblem(cause)}`);
  }
}

/** How many of the scripts were written, and the names of the first few. */
export function writtenText(results: readonly WrittenScript[], { dry }: Writing): string {
  const files = results.filter(({ written }) => written).map(({ file }) => file);
  const names = files.length > 0 ? `: ${firstNames(files)}` : '';
  const rest = files.length < results.length ? '; the others were written' : '';
  return `${dry ? 'would write' : 'wrote'} ${files.length} of ${results.length} scripts${names}${rest}`;
}

/** The names of the first few files, without their folder. */
export function firstNames(files: readonly string[]): string {
  const names = files.slice(0, 10).map((file) => path.basename(file));
  return names.join(', ') + (files.length > 10 ? `, … and ${files.length - 10} more` : '');
}
