import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { licencesOf } from './licences.js';
import { bundleProgram } from './program.js';

/** Makes release/secgroup.mjs, or the file that is named, behind `npm run build`: the program as one file, which needs Node alone. */

const root = path.join(import.meta.dirname, '..');
const outfile = path.resolve(process.argv[2] ?? path.join(root, 'release/secgroup.mjs'));

const HEAD = `#!/usr/bin/env node
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const program = `;

// A worker thread loads this file as well.
const TAIL = `(createRequire(import.meta.url), fileURLToPath(import.meta.url));
if (isMainThread) program.main(new URL(import.meta.url));
else program.work();
`;

const packages = await bundleProgram(path.join(root, 'dist'), { outfile, first: HEAD, last: TAIL });
const own = readFileSync(path.join(root, 'LICENSE'), 'utf8');
// The file travels alone, and the licences ask to go with it.
writeFileSync(outfile, comment(`${own}\n${licencesOf(packages)}`), { flag: 'a' });
chmodSync(outfile, 0o755);

function comment(text) {
  return `\n/*\n${text.replaceAll('*/', '* /')}*/\n`;
}
