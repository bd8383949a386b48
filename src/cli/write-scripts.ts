import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { backendOf } from '../backend/registry.js';
import type { CompiledScript } from '../compiler/compile.js';
import { faultOf, isDescriptor } from '../document/bytes.js';
import { systemProblem } from '../document/system-problem.js';
import { MachineError } from '../machine/errors.js';

export interface WrittenScript {
  readonly file: string;
  /** False where the file held the same firewall already; it then keeps its bytes and its modification time. */
  readonly written: boolean;
}

/** Writes one file a host; each is written under a temporary name and renamed, so that none is ever half there. */
export async function writeScripts(
  folder: string,
  scripts: readonly CompiledScript[],
): Promise<readonly WrittenScript[]> {
  await orMachineError(folder, mkdir(folder, { recursive: true }));
  const results: WrittenScript[] = [];
  for (let from = 0; from < scripts.length; from += AT_ONCE) {
    const some = scripts.slice(from, from + AT_ONCE).map((script) => writeScript(folder, script));
    // None is still being written when the first failure is told.
    await Promise.allSettled(some);
    results.push(...(await Promise.all(some)));
  }
  return results;
}

/** Each file waits until the disk has it, which many can do together. */
const AT_ONCE = 32;

async function writeScript(folder: string, { host, target, text }: CompiledScript): Promise<WrittenScript> {
  const file = path.join(folder, `${host}${backendOf(target).fileEnding}`);
  await refuseOthers(file);
  const written = !(await holdsSameFirewall(file, text));
  if (written) await writeText(file, text, { mode: 0o755 });
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

/** Writes one file, which is never half there. */
export async function writeText(file: string, text: string, options: { mode?: number } = {}): Promise<void> {
  await refuseOthers(file);
  await orMachineError(file, writeFileAtomic(file, text, options));
}

/** A file is put in the place of what is there, which must never be a device such as /dev/null. */
async function refuseOthers(file: string): Promise<void> {
  const info = await stat(file).catch(() => undefined);
  const problem = isDescriptor(file) ? 'it is not a file' : info && (await faultOf(info, file));
  if (problem === undefined) return;
  const hint = isDescriptor(file) ? '; for standard output leave the option out' : '';
  throw new MachineError(`cannot write '${file}': ${problem}${hint}`);
}

async function orMachineError(name: string, writing: Promise<unknown>): Promise<void> {
  try {
    await writing;
  } catch (cause) {
    throw new MachineError(`cannot write '${name}': ${systemProblem(cause)}`);
  }
}

/** How many of the scripts were written, and the names of the first few. */
export function writtenText(results: readonly WrittenScript[]): string {
  const names = results.filter(({ written }) => written).map(({ file }) => path.basename(file));
  const shown =
    names.slice(0, 10).join(', ') + (names.length > 10 ? `, … and ${names.length - 10} more` : '');
  const rest = names.length < results.length ? '; the others were written' : '';
  return `wrote ${names.length} of ${results.length} scripts${names.length > 0 ? `: ${shown}` : ''}${rest}`;
}
