import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';

/** The program as it is published, built into a folder of its own. */
export interface Built {
  /** What `secgroup` runs. */
  readonly main: string;
  /** What its worker threads run. */
  readonly worker: URL;
  readonly remove: () => Promise<void>;
}

const root = path.resolve(import.meta.dirname, '../..');

export async function buildProgram(): Promise<Built> {
  const folder = await mkdtemp(path.join(tmpdir(), 'secgroup-built-'));
  const outDir = path.join(folder, 'dist');
  const compiler = path.join(root, 'node_modules/.bin/tsc');
  await execa(compiler, ['-p', path.join(root, 'tsconfig.build.json'), '--outDir', outDir]);
  for (const name of ['templates', 'node_modules', 'package.json'])
    await symlink(path.join(root, name), path.join(folder, name));
  await execa('node', [path.join(root, 'build/bundle.js'), outDir]);
  const [main, worker] = ['cli/main.js', 'cli/worker.js'].map((file) => path.join(outDir, file));
  return { main: main!, worker: pathToFileURL(worker!), remove: () => rm(folder, { recursive: true }) };
}
