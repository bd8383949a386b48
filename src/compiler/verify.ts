import { collect, type Outcome, type Report } from '../diagnostics/diagnostic.js';
import type { Source } from '../diagnostics/source.js';
import type { Policy } from '../policy/model.js';
import { resolveHost } from '../policy/resolve.js';
import type { Target } from '../target/target.js';
import type { Analysis } from './analyse.js';
import { type ListingForm, type LiveListing, proveListing, proveLive, proveScript } from './prove.js';
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
  return verified(analysis, hostName, (policy, report) => proveScript(policy, script, target, report));
}

/** The same for what the kernel holds, as the programs of its form print it. */
export function verifyListing(
  analysis: Analysis,
  listing: Source,
  form: ListingForm,
  hostName: string | undefined,
): Outcome<string> {
  return verified(analysis, hostName, (policy, report) => proveListing(policy, listing, form, report));
}

/** The same for what is loaded on this machine, beside the firewalls of others. */
export function verifyLive(
  analysis: Analysis,
  live: LiveListing,
  hostName: string | undefined,
): Outcome<string> {
  return verified(analysis, hostName, (policy, report) => proveLive(policy, live, report));
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
    prove(resolveHost(linked, host, report), report);
    return host.id;
  });
}
