import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Builds the command after an install. `npm install --global git+…` passes its own `--global` on to the install of the clone
 * that it makes, which then gets none of the tools that the build needs: so they are installed here, where they are missing.
 */
const run = (command, env) => execSync(command, { stdio: 'inherit', env });

if (!existsSync('node_modules/typescript')) {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_config_(global|location|prefix|force|omit)$/.test(name),
  );
  run('npm ci --ignore-scripts --include=dev --no-audit --no-fund', Object.fromEntries(own));
}
run('npm run build', process.env);
