import type { Kernel } from '../backend/kernel.js';
import type { Outcome } from '../diagnostics/diagnostic.js';
import type { LiveHost } from './change.js';
import { isNothing, type Loaded, type Plan, planOf, type Wanted } from './plan.js';

/** What a machine has loaded, and what loading a script there would change. */
export async function planHere(
  live: LiveHost,
  wanted: Wanted,
  kernel: Kernel,
): Promise<Outcome<Plan> & { readonly loaded: Loaded }> {
  const loaded = await live.loaded();
  const { value, diagnostics } = planOf(wanted, loaded, kernel);
  if (!value) return { value, diagnostics, loaded };
  const keepsFlows = wanted.policy ? wanted.policy.settings.revoke === 'keep' : (wanted.keepsFlows ?? false);
  const ends = isNothing(value) || keepsFlows ? [] : await live.ending(loaded.listing, wanted.script.text);
  return { value: { ...value, ends, keepsFlows }, diagnostics, loaded };
}
