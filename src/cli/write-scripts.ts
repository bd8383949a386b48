import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { CompiledScript } from '../compiler/compile.js';
import { systemProblem } from '../document/system-problem.js';
import { fileEndings } from '../target/target.js';
import { MachineError } from './exit.js';

/** Writes one file a host; each is written under a temporary name and renamed, so that none is ever half there. */
export async function writeScripts(folder: string, scripts: readonly CompiledScript[]): Promise<void> {
  await orMachineError(folder, mkdir(folder, { recursive: true }));
  for (const { host, target, text } of scripts) {
    const file = path.join(folder, `${host}${fileEndings[target]}`);
    await orMachineError(file, writeFileAtomic(file, text, { mode: 0o755 }));
  }
}

async function orMachineError(name: string, writing: Promise<unknown>): Promise<void> {
  try {
    await writing;
  } catch (cause) {
    throw new MachineError(`cannot write '${name}': ${systemProblem(cause)}`);
  }
}
