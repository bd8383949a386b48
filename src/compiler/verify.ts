import type { Listing } from '../backend/listing.js';
import { backendOf } from '../backend/registry.js';
import { collect, type Outcome, type Report } from '../diagnostics/diagnostic.js';
import type { Source } from '../diagnostics/source.js';
import { thisMachine } from '../machine/here.js';
import { runInNamespace } from '../machine/namespace.js';
import type { Policy } from '../policy/model.js';
import { Resolver } from '../policy/resolve.js';
import type { Target, XtablesKind } from '../target/target.js';
import type { Analysis } from './analyse.js';
import { proveListing, proveLive, proveScript } from './prove.js';
import { selectHosts } from './select-host.js';

/**
 * Compares a script that is already there with what the definition means for one host, named by id or name; left out, the
 * definition's only one. The value is the host's id where they agree.
 */
export function verifyScript(
  analysis: Analysis,
  script: Source,
  target: Target,
  hostName: string | undefined,
): Outcome<string> {
  return verified(analysis, hostName, (policy, report) =>
    proveScript(policy, script, backendOf(target), report),
  );
}

/**
 * The same, and for what the kernel makes of the script, in a namespace of its own. Throws a `MachineError`. The text is proven first: a
 * script for iptables is a program of the shell, and one that is not known is not run; and what the kernel lists tells neither what a
 * script for nft does where an older one is loaded, nor all that it asks for.
 */
export async function verifyLoaded(
  analysis: Analysis,
  script: Source,
  target: Target,
  hostName: string | undefined,
): Promise<Outcome<string>> {
  const backend = backendOf(target);
  const read = verifyScript(analysis, script, target, hostName);
  if (read.value === undefined) return read;
  const tried = await runInNamespace(script.text, backend.kernel.loadAndList(script.text));
  if ('refused' in tried)
    return collect((report): string | undefined => {
      report('not-loaded', undefined, { name: script.name, problem: tried.refused.split('\n')[0]! });
      return undefined;
    });
  const listing = { name: `${script.name} (as the kernel holds it)`, text: tried.printed };
  return verified(analysis, hostName, (policy, report) => proveListing(policy, listing, backend, report));
}

/** The same for what is loaded in the network namespace that this runs in, beside the firewalls of others. Throws a `MachineError`. */
export async function verifyLive(
  analysis: Analysis,
  target: Target,
  xtables: XtablesKind | undefined,
  hostName: string | undefined,
): Promise<Outcome<string>> {
  const backend = backendOf(target);
  const listing: Listing = await backend.kernel.list(thisMachine(), xtables);
  return verified(analysis, hostName, (policy, report) =>
    proveLive(policy, 'loaded here', listing, backend, report),
  );
}

function verified(
  { linked }: Analysis,
  hostName: string | undefined,
  prove: (policy: Policy, report: Report) => void,
): Outcome<string> {
  return collect((report) => {
    const names = hostName === undefined ? undefined : [hostName];
    const [host, ...more] = selectHosts(linked, names, report);
    if (!host) return undefined;
    if (more.length > 0) throw new Error('one host has to be named');
    prove(new Resolver(linked).resolve(host, report), report);
    return host.id;
  });
}
