import type { Node, YAMLMap } from 'yaml';
import { hasNoAddress } from '../../address/address-set.js';
import type { Host, HostSettings, Interface } from '../../definition/model.js';
import { rescueGroups } from '../../policy/rescue.js';
import type { Followed } from '../followed.js';
import { commentedMapping, compact, type Entry, mapping, scalar, texts } from '../yaml.js';
import type { CommentFinder } from './comments.js';
import { describedEntries } from './groups-node.js';
import type { Names } from './names.js';
import { memberTexts } from './peer-texts.js';

export function hostsNode(followed: Followed, names: Names, comments: CommentFinder): YAMLMap {
  const { hosts, defaults } = followed.definition;
  const decided = defaults?.settings.baseline?.cloud !== undefined;
  return commentedMapping(
    hosts.map((host) => {
      const settings = decided || !host.cloud ? host.settings : withCloud(host.settings);
      return [
        names.hosts.get(host)!,
        mapping([
          ...describedEntries(host),
          ...(host.ssh === undefined ? [] : [['ssh', scalar(host.ssh)] as const]),
          ...settingEntries(settings, followed, names),
          ['interfaces', mapping(interfaceEntries(host, followed, names))],
        ]),
        comments.at(host.span),
      ];
    }),
  );
}

/** Hosts of a cloud reach its own services (fact 20); elsewhere that has to be said. */
function withCloud(settings: HostSettings): HostSettings {
  return { ...settings, baseline: { cloud: true, ...settings.baseline } };
}

export function settingEntries(settings: HostSettings, { groups }: Followed, names: Names): readonly Entry[] {
  const { rescue } = settings;
  const renamed = rescue && rescueGroups(groups, rescue).map((group) => names.groups.get(group)!);
  return Object.entries(settings).map(([key, value]) => [
    key,
    settingNode(key === 'rescue' ? renamed : value),
  ]);
}

function settingNode(value: HostSettings[keyof HostSettings]): Node {
  if (typeof value !== 'object') return scalar(value!);
  if (Array.isArray(value)) return texts(value);
  return compact(mapping(Object.entries(value).map(([key, one]) => [key, scalar(one)])));
}

function interfaceEntries(host: Host, followed: Followed, names: Names): readonly Entry[] {
  const taken = new Set<string>();
  return host.interfaces.map((iface) => {
    const key = keyOf(iface, taken);
    return [key, interfaceNode(iface, key, followed, names)];
  });
}

/** The device; where it is not known, what can be told of the interface's own name. */
function keyOf({ id, device }: Interface, taken: Set<string>): string {
  const plain = device ?? id.replace(/[^A-Za-z0-9_.-]/gu, '-').slice(0, 200);
  let key = plain;
  for (let n = 2; taken.has(key) || key === '__proto__'; n++) key = `${plain}-${n}`;
  taken.add(key);
  return key;
}

function interfaceNode(iface: Interface, key: string, { groupsOf }: Followed, names: Names): Node {
  const groups =
    iface.groups.length === 0 ? [] : groupsOf.get(iface)!.map((group) => names.groups.get(group)!);
  const called = [...new Set([iface.id, iface.name])].filter((name) => name !== key).join(' ');
  return compact(
    mapping([
      ...(called === '' ? [] : [['description', scalar(called)] as const]),
      ...(iface.device === undefined ? [['match', scalar('addresses')] as const] : []),
      ...(hasNoAddress(iface.addresses) ? [] : [['addresses', texts(memberTexts(iface.addresses))] as const]),
      ...(groups.length === 0 ? [] : [['groups', texts(groups)] as const]),
      ...(iface.trusted ? [['trusted', scalar(true)] as const] : []),
    ]),
  );
}
