import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { CompiledScript } from '../compiler/compile.js';
import { fileEndings } from '../target/target.js';

/** Writes one file a host; each is written under a temporary name and renamed, so that none is ever half there. */
export async function writeScripts(folder: string, scripts: readonly CompiledScript[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { host, target, text } of scripts) {
    await writeFileAtomic(path.join(folder, `${host}${fileEndings[target]}`), text, { mode: 0o755 });
  }
}
