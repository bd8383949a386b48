import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * What npm runs behind an installation in a clone, and before it packs one. `npm install --global git+URL` hands "global" on to the
 * installation in its own clone, which therefore gets none of the tools that the build needs: they are fetched here.
 */

const root = path.join(import.meta.dirname, '..');
const npm = (...words) => execFileSync('npm', words, { cwd: root, stdio: ['ignore', 2, 2], env: local() });

function local() {
  return {
    ...process.env,
    npm_config_global: 'false',
    npm_config_location: 'project',
    npm_config_prefix: undefined,
  };
}

if (!existsSync(path.join(root, 'node_modules/.bin/tsc')))
  npm('ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund');
npm('run', 'build');
