import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NODE, nodeFolder } from './node.js';
import { bundleProgram } from './program.js';

const here = import.meta.dirname;

/** Makes the program an executable that needs no Node, in a folder of its own. The result is which packages are in it. */
export async function makeExecutable(folder, output) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'cli'), { recursive: true });
  const node = path.join(nodeFolder(NODE), 'bin/node');
  const program = path.join(folder, 'cli/program.js');
  const packages = await bundleProgram(path.join(here, '../dist'), { outfile: program });
  // Only the Node that runs the program can use what it has compiled.
  execFileSync(node, [path.join(here, 'code-cache.cjs'), folder], { stdio: ['ignore', 'ignore', 2] });
  const main = path.join(folder, 'executable.cjs');
  copyFileSync(path.join(here, 'executable.cjs'), main);
  const assets = { 'program.js': program, 'program.cache': path.join(folder, 'cli/program.cache') };
  const config = {
    main,
    output,
    disableExperimentalSEAWarning: true,
    assets: { ...assets, 'executable.cjs': main },
  };
  const file = path.join(folder, 'sea.json');
  writeFileSync(file, JSON.stringify(config));
  execFileSync(node, ['--build-sea', file], { stdio: ['ignore', 'ignore', 2] });
  return packages;
}
