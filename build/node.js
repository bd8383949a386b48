import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

const cache = path.join(import.meta.dirname, '../test/.tmp/node');

/** The version of Node that executables are made of: the newest that is maintained for long. */
export const NODE = 26;

/** The folder of a major version of Node, fetched once: npm's package of it, with bin/node and its licence. */
export function nodeFolder(major) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.join(cache, String(major));
  const found = path.join(folder, 'node_modules', name);
  if (!existsSync(path.join(found, 'bin/node'))) {
    mkdirSync(folder, { recursive: true });
    const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'];
    execFileSync('npm', ['install', '--prefix', folder, ...quiet, `${name}@${major}`], {
      stdio: ['ignore', 2, 2],
    });
  }
  return found;
}

// node build/node.js MAJOR prints where its program is.
if (process.argv[1] === import.meta.filename) console.log(path.join(nodeFolder(process.argv[2]), 'bin/node'));
