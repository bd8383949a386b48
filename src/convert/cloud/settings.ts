import { type Baseline, defaultSettings, type HostSettings, type Settings } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { below, onKey, type Span } from '../../diagnostics/source.js';

import type { Cloud } from './model.js';

/** How hosts of a cloud stand to a setting. */
type InCloud =
  /** Every host has it in the same way: groups filter both directions, and track flows (fact 16). */
  | 'fixed'
  /** It changes what a host says of its packets, and not which of them pass. */
  | 'absent'
  /** It has parts, or depends on the cloud. */
  | 'apart';

const inCloud: Readonly<Record<keyof Settings, InCloud>> = {
  loopback: 'fixed',
  established: 'fixed',
  related: 'fixed',
  invalid: 'fixed',
  input: 'fixed',
  output: 'fixed',
  forward: 'fixed',
  refuse: 'absent',
  baseline: 'apart',
  resolvers: 'apart',
  earlyDrop: 'absent',
  counters: 'absent',
  log: 'absent',
  revoke: 'absent',
  rescue: 'absent',
};

const keys = Object.keys(inCloud) as readonly (keyof Settings)[];

/** What clouds never filter (fact 20). */
const baselineOf = ({ ownServices }: Cloud): Readonly<Record<keyof Baseline, boolean>> => ({
  neighbourDiscovery: true,
  multicastListener: true,
  dhcpv4: true,
  dhcpv6: true,
  cloud: ownServices,
});

/** Whoever has settings: a host, or all of them. */
interface Owner {
  readonly settings: HostSettings;
  /** Whether it was read from a cloud: resolvers are then those of its network, and told of with its other services. */
  readonly cloud?: boolean;
  readonly span: Span;
}

/** A cloud has no settings of hosts: those that differ from what it does are errors, unless they let the same through, or less. */
export function reportSettings(owner: Owner, who: string, cloud: Cloud, report: Report): void {
  const { settings, span } = owner;
  const { title: target } = cloud;
  for (const key of keys) {
    if (settings[key] === undefined || settings[key] === defaultSettings[key]) continue;
    if (inCloud[key] === 'fixed') refuse(below(span, key), `${key}: ${settings[key]}`);
    if (inCloud[key] === 'absent')
      leaveOut(key, `${target} has nothing like it, and it changes nothing that is allowed`);
  }
  for (const [key, does] of Object.entries(baselineOf(cloud)) as [keyof Baseline, boolean][]) {
    const set = settings.baseline?.[key];
    if (set !== undefined && set !== does) refuse(below(span, 'baseline', key), `baseline.${key}: ${set}`);
  }
  if (settings.resolvers?.length && !owner.cloud) {
    const but = cloud.ownServices ? ', but for those of its own networks' : '';
    leaveOut(
      'resolvers',
      `${target} filters what is sent to resolvers${but}`,
      'let a group allow dns to their addresses',
    );
  }

  function leaveOut(key: keyof Settings, because: string, suggestion?: string): void {
    report('left-out', onKey(below(span, key)), { what: `\`${key}\` of ${who}`, because }, { suggestion });
  }

  function refuse(place: Span, setting: string): void {
    const problem = `${who} has \`${setting}\`, and a cloud gives no choice`;
    const suggestion = 'leave the setting out before converting; no group depends on it';
    report('not-expressible', place, { target, problem }, { suggestion });
  }
}
