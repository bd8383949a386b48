import { type Defaults, defaultSettings, type Host, type HostSettings } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { below, onKey, type Span } from '../../diagnostics/source.js';

/** Settings that change what a host says of its packets, and not which of them pass. */
const without = ['earlyDrop', 'counters', 'log'] as const;

/** Settings that every host of a cloud has in the same way: groups filter both directions, and track flows (fact 16). */
const fixed = ['loopback', 'established', 'related', 'invalid', 'input', 'output', 'forward'] as const;

/** What clouds never filter (fact 20). */
const baseline = ['neighbourDiscovery', 'multicastListener', 'dhcpv4', 'dhcpv6', 'cloud'] as const;

/** A cloud has no settings of hosts: those that differ from what it does are errors, unless they let the same through. */
export function reportSettings(
  host: Host,
  defaults: Defaults | undefined,
  target: string,
  report: Report,
): void {
  const places: readonly (readonly [settings: HostSettings, span: Span])[] = [
    [host.settings, host.span],
    ...(defaults ? [[defaults.settings, defaults.span] as const] : []),
  ];
  const placeOf = (key: keyof HostSettings) => places.find(([settings]) => settings[key] !== undefined);
  for (const key of fixed) {
    const [settings, span] = placeOf(key) ?? [];
    if (!settings || settings[key] === defaultSettings[key]) continue;
    refuse(below(span!, key), `${key}: ${settings[key]}`);
  }
  for (const key of without) {
    const [settings, span] = placeOf(key) ?? [];
    if (!settings || settings[key] === defaultSettings[key]) continue;
    const because = `${target} has nothing like it, and it changes nothing that is allowed`;
    report('left-out', onKey(below(span!, key)), { what: `\`${key}\` of host '${host.id}'`, because });
  }
  for (const key of baseline) {
    const [settings, span] = places.find(([one]) => one.baseline?.[key] !== undefined) ?? [];
    if (settings?.baseline?.[key] === false) refuse(below(span!, 'baseline', key), `baseline.${key}: false`);
  }

  function refuse(span: Span, setting: string): void {
    const problem = `host '${host.id}' has \`${setting}\`, and a cloud gives no choice`;
    const suggestion = 'leave the setting out before converting; the groups do not depend on it';
    report('not-expressible', span, { target, problem }, { suggestion });
  }
}
