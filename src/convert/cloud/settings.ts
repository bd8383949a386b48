import { defaultSettings, type HostSettings } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { below, onKey, type Span } from '../../diagnostics/source.js';

import type { Cloud } from './model.js';

/** Settings that change what a host says of its packets, and not which of them pass. */
const without = ['earlyDrop', 'counters', 'log'] as const;

/** Settings that every host of a cloud has in the same way: groups filter both directions, and track flows (fact 16). */
const fixed = ['loopback', 'established', 'related', 'invalid', 'input', 'output', 'forward'] as const;

/** What clouds never filter (fact 20). */
const baseline = ['neighbourDiscovery', 'multicastListener', 'dhcpv4', 'dhcpv6', 'cloud'] as const;

/** A cloud has no settings of hosts: those that differ from what it does are errors, unless they let the same through. */
export function reportSettings(
  { settings, span }: { readonly settings: HostSettings; readonly span: Span },
  who: string,
  { title: target, ownServices }: Cloud,
  report: Report,
): void {
  for (const key of fixed) {
    if (settings[key] !== undefined && settings[key] !== defaultSettings[key])
      refuse(below(span, key), `${key}: ${settings[key]}`);
  }
  for (const key of without) {
    if (settings[key] === undefined || settings[key] === defaultSettings[key]) continue;
    const because = `${target} has nothing like it, and it changes nothing that is allowed`;
    report('left-out', onKey(below(span, key)), { what: `\`${key}\` of ${who}`, because });
  }
  for (const key of baseline) {
    const set = settings.baseline?.[key];
    const does = key === 'cloud' ? ownServices : true;
    if (set !== undefined && set !== does) refuse(below(span, 'baseline', key), `baseline.${key}: ${set}`);
  }

  function refuse(place: Span, setting: string): void {
    const problem = `${who} has \`${setting}\`, and a cloud gives no choice`;
    const suggestion = 'leave the setting out before converting; no group depends on it';
    report('not-expressible', place, { target, problem }, { suggestion });
  }
}
