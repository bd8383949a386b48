import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** What npm runs behind an installation in a clone, and before it packs one. */

const root = path.join(import.meta.dirname, '..');

// npm installs globally in its own clone too: no tools for the build, and in the end a link to a folder that it has removed.
const REFUSAL = `secgroup: npm cannot install this globally from git. Pack it first, and install the file:
  npm pack git+URL
  npm install --global ./secgroup-*.tgz`;

if (existsSync(path.join(root, 'node_modules/.bin/tsc')))
  execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'inherit' });
else {
  console.error(REFUSAL);
  process.exitCode = 1;
}
