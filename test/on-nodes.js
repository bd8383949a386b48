import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Runs the unit tests with the oldest Node that is supported and with the newest, one after the other: node test/on-nodes.js */
const root = path.join(import.meta.dirname, '..');
const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');

for (const major of [22, 26]) {
  const fetched = execFileSync(process.execPath, [path.join(root, 'build/node.js'), String(major)], {
    encoding: 'utf8',
  });
  const node = fetched.trim();
  console.log(`unit tests with ${execFileSync(node, ['--version'], { encoding: 'utf8' })}`);
  // Tests that start node find this one, too.
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` };
  execFileSync(node, [vitest, 'run', '--project', 'unit'], { cwd: root, env, stdio: 'inherit' });
}
