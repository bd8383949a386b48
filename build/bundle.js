import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { lazyFunctions } from './lazy.js';
import { compiledTemplates } from './templates.js';

/**
 * Makes the command one script: node build/bundle.js [DIST], behind tsc. Loading hundreds of small modules takes longer
 * than compiling a small definition.
 */

const here = import.meta.dirname;
const dist = path.resolve(process.argv[2] ?? 'dist');
const cli = path.join(dist, 'cli');

const PROLOGUE = `(function (require, __filename) {
const module = { exports: {} };
const programUrl = require('node:url').pathToFileURL(__filename).href;`;

// V8 knows a cache of another program by its length alone, so none may be left if this fails half way.
for (const file of readdirSync(cli, { recursive: true, encoding: 'utf8' }))
  if (/\.(js|cache)$/.test(file)) rmSync(path.join(cli, file));
// The package is one of ES modules, which take longer to load than a script.
writeFileSync(path.join(cli, 'package.json'), '{ "type": "commonjs" }\n');

await build({
  entryPoints: [path.join(here, '../src/cli/main.ts')],
  outfile: path.join(cli, 'program.js'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  mainFields: ['module', 'main'],
  // They are needed seldom, or load files of their own.
  external: ['write-file-atomic', 'cli-progress', 'execa'],
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'programUrl' },
  // One function, which the launcher calls.
  banner: { js: PROLOGUE },
  footer: { js: 'return module.exports;\n})' },
  // Its tables of characters take 10 ms, and only a help text is laid out by them.
  plugins: [compiledTemplates(dist), lazyFunctions(['string-width'])],
  logLevel: 'warning',
});

// What runs inside the laboratory is no TypeScript.
cpSync(path.join(here, '../src/lab/agent'), path.join(dist, 'lab/agent'), { recursive: true });
for (const name of ['main', 'worker'])
  copyFileSync(path.join(here, `${name}.cjs`), path.join(cli, `${name}.js`));
// The programs that speak inside the laboratory.
cpSync(path.join(here, '../src/lab/agent'), path.join(dist, 'lab/agent'), { recursive: true });
chmodSync(path.join(cli, 'main.js'), 0o755);
execFileSync(process.execPath, [path.join(here, 'code-cache.cjs'), dist], {
  stdio: ['ignore', 'ignore', 'pipe'],
});
