import type { Analysis } from '../compiler/analyse.js';
import type { Host } from '../definition/model.js';
import { collect, hasError } from '../diagnostics/diagnostic.js';
import type { Policy } from '../policy/model.js';
import { Resolver } from '../policy/resolve.js';

/** The policies of hosts that compile, by their ids. */
export function policiesOf(
  { linked }: Pick<Analysis, 'linked'>,
  hosts: readonly Host[],
): ReadonlyMap<string, Policy> {
  const resolver = new Resolver(linked);
  return new Map(
    hosts.map((host) => {
      const { value, diagnostics } = collect((report) => resolver.resolve(host, report));
      if (!value || hasError(diagnostics))
        throw new Error(`host '${host.id}' compiles, and does not resolve`);
      return [host.id, value];
    }),
  );
}
