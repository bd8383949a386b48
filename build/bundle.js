import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { licencesOf } from './licences.js';
import { bundleCompletion, bundleProgram } from './program.js';

/**
 * Makes the command one script: node build/bundle.js [DIST], behind tsc. Loading hundreds of small modules takes longer
 * than compiling a small definition.
 */

const here = import.meta.dirname;
const dist = path.resolve(process.argv[2] ?? 'dist');
const cli = path.join(dist, 'cli');

// V8 knows a cache of another program by its length alone, so none may be left if this fails half way.
for (const file of readdirSync(cli, { recursive: true, encoding: 'utf8' }))
  if (/\.(js|cache)$/.test(file)) rmSync(path.join(cli, file));
// The package is one of ES modules, which take longer to load than a script.
writeFileSync(path.join(cli, 'package.json'), '{ "type": "commonjs" }\n');

const packages = await bundleProgram(dist, {
  outfile: path.join(cli, 'program.js'),
  // They are needed seldom, or load files of their own.
  external: ['write-file-atomic', 'cli-progress', 'execa'],
});
// All that they hold is in the program as well.
await bundleCompletion(dist, cli);
writeFileSync(path.join(dist, 'THIRD-PARTY.txt'), licencesOf(packages));

for (const name of ['main', 'worker'])
  copyFileSync(path.join(here, `${name}.cjs`), path.join(cli, `${name}.js`));
// What runs inside the laboratory is no TypeScript: the library has it as files.
cpSync(path.join(here, '../src/lab/agent'), path.join(dist, 'lab/agent'), { recursive: true });
chmodSync(path.join(cli, 'main.js'), 0o755);
execFileSync(process.execPath, [path.join(here, 'code-cache.cjs'), dist], {
  stdio: ['ignore', 'ignore', 'pipe'],
});
