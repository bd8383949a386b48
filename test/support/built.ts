import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';

/** The program as it is published, built for this run of the tests: never one that is left from another day. */
export interface Built {
  /** What `secgroup` runs. */
  readonly main: string;
  /** What its worker threads run. */
  readonly worker: URL;
}

const root = path.resolve(import.meta.dirname, '../..');

/** Builds the program, unless another file of this run has: several may ask at the same time, and one builds. */
export async function buildProgram(): Promise<Built> {
  const folder = path.join(process.env.SECGROUP_BUILT!, 'program');
  const outDir = path.join(folder, 'dist');
  const [ready, failed] = ['ready', 'failed'].map((name) => path.join(folder, name));
  if (await isFirst(folder)) {
    const problem = await build(folder, outDir).catch(String);
    await writeFile(`${failed}.part`, problem ?? '');
    await rename(`${failed}.part`, problem === undefined ? ready! : failed!);
  }
  while (!existsSync(ready!)) {
    if (existsSync(failed!)) throw new Error(`the program cannot be built: ${readFileSync(failed!, 'utf8')}`);
    await wait(50);
  }
  return builtIn(folder);
}

/** A copy of the program, for a test that damages it. */
export async function copyProgram(): Promise<Built> {
  const { main } = await buildProgram();
  const folder = await mkdtemp(path.join(process.env.SECGROUP_BUILT!, 'copy-'));
  await cp(path.resolve(path.dirname(main), '../..'), folder, { recursive: true });
  return builtIn(folder);
}

function builtIn(folder: string): Built {
  const [main, worker] = ['main.js', 'worker.js'].map((file) => path.join(folder, 'dist/cli', file));
  return { main: main!, worker: pathToFileURL(worker!) };
}

async function isFirst(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw problem;
  }
}

async function build(folder: string, outDir: string): Promise<undefined> {
  const compiler = path.join(root, 'node_modules/.bin/tsc');
  // The lint checks the types.
  await execa(compiler, ['--noCheck', '-p', path.join(root, 'tsconfig.build.json'), '--outDir', outDir]);
  for (const name of ['templates', 'node_modules', 'package.json'])
    await symlink(path.join(root, name), path.join(folder, name));
  await execa('node', [path.join(root, 'build/bundle.js'), outDir]);
}
