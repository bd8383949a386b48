import path from 'node:path';

/** Puts off loading packages that export one function until it is called. */
export function lazyFunctions(names) {
  const filter = new RegExp(`^(${names.join('|')})$`);
  return {
    name: 'lazy-functions',
    setup(build) {
      build.onResolve({ filter }, async ({ path: name, resolveDir, kind, pluginData }) => {
        if (pluginData === 'found') return undefined;
        const found = await build.resolve(name, { resolveDir, kind, pluginData: 'found' });
        return { path: found.path, namespace: 'lazy' };
      });
      build.onLoad({ filter: /./, namespace: 'lazy' }, ({ path: file }) => ({
        contents: `export default (...args) => require(${JSON.stringify(file)}).default(...args);`,
        resolveDir: path.dirname(file),
      }));
    },
  };
}
