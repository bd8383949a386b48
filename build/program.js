import path from 'node:path';
import { build } from 'esbuild';
import { inlinedFiles } from './inlined.js';
import { lazyFunctions } from './lazy.js';
import { packagesOf } from './licences.js';
import { compiledTemplates } from './templates.js';

const root = path.join(import.meta.dirname, '..');

const PROLOGUE = `(function (require, __filename) {
const module = { exports: {} };
const programUrl = require('node:url').pathToFileURL(__filename).href;`;

const EPILOGUE = `return module.exports;
})`;

/**
 * Makes the program one function, which a launcher calls with `require` and the name of its file: see src/cli/main.ts for what it
 * gives. `dist` is what tsc made; `first` and `last` stand around the function. The result is which packages are in it.
 */
export async function bundleProgram(dist, { outfile, external = [], first = '', last = '' }) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/cli/main.ts'],
    outfile,
    metafile: true,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    external,
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'programUrl' },
    banner: { js: first + PROLOGUE },
    footer: { js: EPILOGUE + last },
    // The tables of characters of string-width take 10 ms, and only a help text is laid out by them.
    plugins: [compiledTemplates(dist), inlinedFiles(), lazyFunctions(['string-width'])],
    logLevel: 'warning',
  });
  return packagesOf(root, metafile);
}
