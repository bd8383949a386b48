import { selectHosts } from '../compiler/select-host.js';
import type { Host } from '../definition/model.js';
import { collect, type Outcome } from '../diagnostics/diagnostic.js';
import type { Linked } from '../policy/link.js';
import type { Policy } from '../policy/model.js';
import { Resolver } from '../policy/resolve.js';

/** A host of the definition, by id or name, and what its rules are. */
export function hostWithPolicy(
  linked: Linked,
  name: string,
): Outcome<{ readonly host: Host; readonly policy: Policy }> {
  return collect((report) => {
    const [host] = selectHosts(linked, [name], report);
    const policy = host && new Resolver(linked).resolve(host, report);
    return policy && { host, policy };
  });
}
