import path from 'node:path';
import { pathToFileURL } from 'node:url';
import nunjucks from 'nunjucks';

/**
 * Puts compiled templates into the bundle in place of the loader that reads them from files, and the part of nunjucks
 * that runs them in place of the whole. `dist` is what tsc made: it knows how templates are to be compiled.
 */
export function compiledTemplates(dist) {
  const templates = path.join(import.meta.dirname, '../templates');
  return {
    name: 'compiled-templates',
    setup(build) {
      build.onResolve({ filter: /^nunjucks$/ }, ({ resolveDir, kind }) =>
        build.resolve('nunjucks/browser/nunjucks-slim.js', { resolveDir, kind }),
      );
      build.onLoad({ filter: /[\\/]target[\\/]template-loader\.ts$/ }, async ({ path: file }) => ({
        contents: loaderOf(await compile(templates, dist)),
        loader: 'js',
        resolveDir: path.dirname(file),
      }));
    },
  };
}

async function compile(templates, dist) {
  const { environment } = await import(pathToFileURL(path.join(dist, 'target/templates.js')).href);
  return nunjucks.precompile(templates, { env: environment, include: [/\.njk$/], wrapper: asObject });
}

function asObject(templates) {
  const members = templates.map(
    ({ name, template }) => `${JSON.stringify(name)}: (() => {\n${template}\n})()`,
  );
  return `{\n${members.join(',\n')}\n}`;
}

function loaderOf(templates) {
  return `import nunjucks from 'nunjucks';\nexport const templateLoader = new nunjucks.PrecompiledLoader(${templates});\n`;
}
