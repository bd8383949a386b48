import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NODE, nodeFolder } from './node.js';
import { bundleCompletion, bundleProgram } from './program.js';

const here = import.meta.dirname;

/** Makes the program an executable that needs no Node, in a folder of its own. The result is which packages are in it. */
export async function makeExecutable(folder, output) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'cli'), { recursive: true });
  const node = path.join(nodeFolder(NODE), 'bin/node');
  const dist = path.join(here, '../dist');
  const cli = path.join(folder, 'cli');
  const packages = await bundleProgram(dist, { outfile: path.join(cli, 'program.js') });
  await bundleCompletion(dist, cli);
  // Only the Node that runs the program can use what it has compiled.
  execFileSync(node, [path.join(here, 'code-cache.cjs'), folder], { stdio: ['ignore', 'ignore', 2] });
  const main = path.join(folder, 'executable.cjs');
  copyFileSync(path.join(here, 'executable.cjs'), main);
  const assets = Object.fromEntries(readdirSync(cli).map((name) => [name, path.join(cli, name)]));
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
