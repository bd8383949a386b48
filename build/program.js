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
  return bundle(dist, { entry: 'src/cli/main.ts', outfile, external, first, last });
}

/**
 * Makes what answers a Tab, as two functions of the same kind in a folder: `complete.js` has the commands and their options, and asks for
 * `./names.js` where hosts and groups are wanted, which has what reads definitions. A shell waits for both.
 */
export async function bundleCompletion(dist, folder) {
  for (const [name, entry] of Object.entries(COMPLETION))
    await bundle(dist, {
      entry,
      outfile: path.join(folder, `${name}.js`),
      plugins: [withoutCommands],
      // Fewer bytes are read in less time.
      settings: { minifyWhitespace: true, minifySyntax: true },
    });
}

const COMPLETION = { complete: 'src/cli/complete/answer.ts', names: 'src/cli/complete/names.ts' };

/** What commands import when they run stays outside: none runs. */
const withoutCommands = {
  name: 'without-commands',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path: name, kind }) =>
      kind === 'dynamic-import' ? { path: name, external: true } : undefined,
    );
  },
};

async function bundle(
  dist,
  { entry, outfile, external = [], first = '', last = '', plugins = [], settings = {} },
) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
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
    plugins: [...plugins, compiledTemplates(dist), inlinedFiles(), lazyFunctions(['string-width'])],
    logLevel: 'warning',
    ...settings,
  });
  return packagesOf(root, metafile);
}
