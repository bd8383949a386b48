import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const source = path.resolve(import.meta.dirname, '../../src');

/** What a module imports whenever it is loaded: neither types nor what is imported when something runs. */
function staticImports(file: string): readonly string[] {
  const text = readFileSync(path.join(source, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export) (?!type\b)([^;]*?)from '([^']+)'/gms);
  const names = Array.from(statements, ([, what, name]) => ({ what: what!, name: name! }));
  return names.filter(({ what }) => !/^\{(\s*type \w+,?)+\s*\}\s*$/.test(what)).map(({ name }) => name);
}

/** The modules that are loaded with this one, and the packages that they import. */
function loadedWith(entry: string): {
  readonly modules: readonly string[];
  readonly packages: readonly string[];
} {
  const modules = new Set([entry]);
  const packages = new Set<string>();
  for (const file of modules)
    for (const name of staticImports(file)) {
      if (name.startsWith('.')) modules.add(path.join(path.dirname(file), name).replace(/\.js$/, '.ts'));
      else if (!name.startsWith('node:')) packages.add(name);
    }
  return { modules: [...modules], packages: [...packages] };
}

const { modules, packages } = loadedWith('cli/main.ts');

test('the command line starts without what one command alone needs', () => {
  const slow =
    /^(formats\/(?!format\.ts|shared)|ruleset|advice|expectation|proof|backend|provision|compiler|live|lab)\b/;
  expect(modules.filter((file) => slow.test(file))).toEqual([]);
  expect(packages.toSorted()).toEqual(['ipaddr.js', 'leven', 'yargs/helpers']);
});

test('so does a Tab', () => {
  expect(loadedWith('cli/complete/answer.ts').packages).toEqual(['ipaddr.js']);
});
