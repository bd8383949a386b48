import nunjucks from 'nunjucks';
import { templateLoader } from './template-loader.js';

/** How templates are compiled and run. */
export const environment = new nunjucks.Environment(templateLoader, {
  autoescape: false,
  throwOnUndefined: true,
  trimBlocks: true,
  lstripBlocks: true,
});

// Nunjucks prints nothing for a misspelt name in `for` and `if`, which here would be a missing rule. It asks the globals
// for every name that the context does not have, so the globals refuse what they do not know either.
Object.assign(environment, {
  globals: new Proxy(
    {},
    {
      has: () => true,
      get: (_, name) => {
        throw new Error(`a template asks for '${String(name)}', which does not exist`);
      },
    },
  ),
});

/** Fills a template of `templates/`. A name or property that the context does not have is an error, wherever it stands. */
export function renderTemplate(name: string, context: object): string {
  const guarded = Object.fromEntries(Object.entries(context).map(([key, value]) => [key, strict(value)]));
  return environment.render(name, guarded);
}

/** Wraps plain data so that reading a property that is not there throws. */
function strict(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key, receiver) {
      if (typeof key === 'symbol' || key in target) return strict(Reflect.get(target, key, receiver));
      throw new Error(`a template asks for '${key}', which does not exist`);
    },
  });
}
