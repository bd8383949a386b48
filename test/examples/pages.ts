import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const project = path.resolve(import.meta.dirname, '../..');

const pagesIn = (folder: string): readonly string[] =>
  readdirSync(path.join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)
    .sort();

/** The pages for users, from the project's folder. */
export const pages: readonly string[] = ['README.md', ...pagesIn('docs'), ...pagesIn('examples')];

/** The pages for developers. */
export const developerPages: readonly string[] = [
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'test/bench/README.md',
  ...pagesIn('src'),
];

const needsKernel = (page: string): boolean => /^```sh kernel/m.test(textOf(page));

/** Those with commands that need namespaces, and the others. */
export const kernelPages: readonly string[] = pages.filter(needsKernel);
export const plainPages: readonly string[] = pages.filter((page) => !needsKernel(page));

/** The links of a page into the project that lead to no file, or to no heading of it. */
export function brokenLinks(page: string): readonly string[] {
  const targets = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map((link) => link[1]!);
  return targets.filter((target) => !target.includes('://') && !leadsSomewhere(page, target));
}

/** The files of the project that a page names and that are not there, with globs left out. */
export function missingFiles(page: string): readonly string[] {
  const named = [...textOf(page).matchAll(/`([\w.-]+\/[\w./-]*)`/g)].map((span) => span[1]!);
  return named.filter((name) => !places(page).some((place) => existsSync(path.join(project, place, name))));
}

/** Where the names that a page uses may begin: as seen from the page, or from `src/`, or from the project. */
const places = (page: string): readonly string[] => [path.dirname(page), 'src', '.'];

function leadsSomewhere(page: string, target: string): boolean {
  const [file, anchor] = target.split('#') as [string, string?];
  const led = file === '' ? page : path.join(path.dirname(page), file);
  if (!existsSync(path.join(project, led))) return false;
  return anchor === undefined || anchorsOf(textOf(led)).includes(anchor);
}

/** As GitHub makes them of headings. */
const anchorsOf = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

function textOf(page: string): string {
  return readFileSync(path.join(project, page), 'utf8');
}
