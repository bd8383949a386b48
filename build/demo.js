import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

// Shows what secgroup does, from a fresh clone on: installs what is missing, prints the firewall of one host and tries those
// of all with real packets. It imports nothing that npm installs, since that may be missing.

const project = path.resolve(import.meta.dirname, '..');
const example = 'examples/three-tier.yaml';
/** What the laboratory needs (src/lab/requirements.ts). */
const programs = ['nft', 'ip', 'perl', 'unshare', 'nsenter', 'mount'];

if (!['dist/cli/main.js', 'node_modules'].every((name) => existsSync(path.join(project, name))))
  run('npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error');
run('node', 'test/system-packages.js', ...programs);
secgroup('compile', example, '--host', 'db-1');
secgroup('test', example);

/** @param {readonly string[]} args */
function secgroup(...args) {
  console.log(`\n$ secgroup ${args.join(' ')}`);
  run('node', 'dist/cli/main.js', ...args);
}

/** @param {string} program @param {readonly string[]} args */
function run(program, ...args) {
  const command = program === 'node' ? process.execPath : program;
  const { status, error } = spawnSync(command, args, { cwd: project, stdio: 'inherit' });
  if (error) console.error(`${program}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}
