import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const TEXT = /^(licen[cs]e|copying|notice)(\b|[-_.])/i;

/** What a package's own bundle brings, which is not to be seen in names of files. */
const CARRIED = { nunjucks: ['asap', 'a-sync-waterfall'] };

/** The packages that a bundle has something of, by esbuild's list of what went into it. Ordered by name. */
export function packagesOf(root, metafile) {
  const inputs = Object.keys(metafile.inputs).map((input) => input.replace(/^[a-z-]+:/, ''));
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  const found = [...folders].map((folder) => packageIn(path.resolve(root, folder)));
  const carried = found
    .flatMap(({ name }) => CARRIED[name] ?? [])
    .map((name) => packageIn(path.join(root, 'node_modules', name)));
  const one = new Map([...found, ...carried].map((entry) => [`${entry.name} ${entry.version}`, entry]));
  return [...one.keys()].sort().map((key) => one.get(key));
}

/** The folder of the innermost package that a file belongs to. */
function packageFolder(file) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file.replaceAll('\\', '/'))?.[1];
}

function packageIn(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => TEXT.test(file))
    .sort()
    .map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  return { name, version, license, texts };
}

/** What the licences of packages ask for: their texts. Throws where one is missing. */
export function licencesOf(packages) {
  const without = packages.filter(({ license, texts }) => !license || texts.length === 0);
  if (without.length > 0)
    throw new Error(`no text of a licence in ${without.map(({ name }) => name).join(', ')}`);
  const parts = packages.map(
    ({ name, version, license, texts }) => `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`,
  );
  return `This program contains parts of the packages that follow.\n\n${parts.join(`\n${'-'.repeat(72)}\n\n`)}`;
}
