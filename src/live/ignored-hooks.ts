import { defaultSettings, type Settings } from '../definition/model.js';
import type { Firewall } from '../proof/firewall.js';

/** Settings of a host that filters in the same hooks as these rules: what others have in the rest is no business of ours. */
export function settingsLike(rules: Firewall | undefined): Settings {
  if (!rules) return defaultSettings;
  const hooks = new Set(rules.bases.map(({ hook }) => hook));
  const inHook = (hook: 'input' | 'output' | 'forward') => (hooks.has(hook) ? 'drop' : 'ignore');
  return { ...defaultSettings, input: inHook('input'), output: inHook('output'), forward: inHook('forward') };
}
