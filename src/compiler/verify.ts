import { collect, type Outcome } from '../diagnostics/diagnostic.js';
import type { Source } from '../diagnostics/source.js';
import { resolveHost } from '../policy/resolve.js';
import type { Target } from '../target/target.js';
import type { Analysis } from './analyse.js';
import { proveListing, proveScript } from './prove.js';
import { selectHosts } from './select-host.js';

/**
 * Compares a script that is already there with what the definition means for one host, named by id or name; left out, the
 * definition's only one. A listing is what `nft -j list ruleset` prints. The value is the host's id where they agree.
 */
export function verifyScript(
  { linked }: Analysis,
  script: Source,
  form: Target | 'listing',
  hostName: string | undefined,
): Outcome<string> {
  return collect((report) => {
    const names = hostName === undefined ? undefined : [hostName];
    const [host, ...more] = selectHosts(linked, names, report);
    if (!host) return undefined;
    if (more.length > 0) throw new Error('one host has to be named');
    const policy = resolveHost(linked, host, report);
    if (form === 'listing') proveListing(policy, script, report);
    else proveScript(policy, script, form, report);
    return host.id;
  });
}
