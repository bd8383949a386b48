import type { AddressSet } from '../../address/address-set.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import { formatSet } from '../../address/space.js';
import { LOOPBACK } from '../../definition/device.js';
import type { Settings } from '../../definition/model.js';
import type { InterfaceRuleset } from '../../ruleset/host-ruleset.js';
import { MULTICAST_V6, ownerOfMany } from '../to-many.js';
import {
  accept,
  deviceToken,
  type NftField,
  type NftMapEntry,
  type NftMatch,
  type NftRule,
  type NftVerdict,
  valuesMatch,
  verdictMap,
} from './program.js';

/**
 * Sends a packet to the chain of its interface: by device name, and for interfaces without one by their own addresses.
 * A device's chain decides for all its packets: what comes from a named device is not looked at by address.
 */
export function dispatchRules(
  interfaces: readonly InterfaceRuleset[],
  hook: 'input' | 'output',
  settings: Pick<Settings, 'loopback' | 'counters'>,
  verdictOf: (iface: InterfaceRuleset) => NftVerdict,
): readonly NftRule[] {
  const devices: NftMapEntry[] = [];
  const v4: NftMapEntry[] = [];
  const v6: NftMapEntry[] = [];
  const verdicts = new Map(interfaces.map((iface) => [iface, verdictOf(iface)]));
  for (const [iface, verdict] of verdicts) {
    if (iface.match.kind === 'device')
      devices.push({ key: deviceToken(iface.match.device), verdict, comment: '' });
    else {
      const [own4, own6] = ownAddresses(iface.match.addresses);
      v4.push(...own4.map((key) => ({ key, verdict, comment: iface.id })));
      v6.push(...own6.map((key) => ({ key, verdict, comment: iface.id })));
    }
  }
  const field = hook === 'input' ? 'daddr' : 'saddr';
  const device = hook === 'input' ? 'iifname' : 'oifname';
  const otherDevice: readonly NftMatch[] =
    devices.length === 0 ? [] : [{ kind: 'other', field: device, values: devices.map(({ key }) => key) }];
  const lo = { matches: [valuesMatch(device, [deviceToken(LOOPBACK)])], action: accept, comment: '' };
  return [
    ...(settings.loopback ? [{ ...lo, counter: settings.counters }] : []),
    ...dispatchRule(device, devices, []),
    ...dispatchRule(`ip ${field}`, v4, otherDevice),
    ...dispatchRule(`ip6 ${field}`, v6, otherDevice),
    ...manyRules(interfaces, otherDevice, verdicts),
  ];
}

/** What has no interface's address, since it is for many. */
function manyRules(
  interfaces: readonly InterfaceRuleset[],
  otherDevice: readonly NftMatch[],
  verdicts: ReadonlyMap<InterfaceRuleset, NftVerdict>,
): readonly NftRule[] {
  const toMany = { ipv4: { kind: 'to-many' }, ipv6: valuesMatch('ip6 daddr', [MULTICAST_V6]) } as const;
  return (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const owner = ownerOfMany(interfaces, family);
    if (!owner) return [];
    const matches = [...otherDevice, toMany[family]];
    return [{ matches, action: verdicts.get(owner)!, counter: false, comment: owner.id }];
  });
}

function ownAddresses(addresses: AddressSet): readonly [readonly string[], readonly string[]] {
  return [formatSet(ipv4, addresses.ipv4), formatSet(ipv6, addresses.ipv6)];
}

/** A map from one field to verdicts; a comparison where it has one entry; no rule where it has none. */
export function dispatchRule(
  field: NftField,
  entries: readonly NftMapEntry[],
  matches: readonly NftMatch[],
): readonly NftRule[] {
  const [entry] = entries;
  if (!entry) return [];
  if (entries.length === 1)
    return [
      {
        matches: [...matches, valuesMatch(field, [entry.key])],
        action: entry.verdict,
        counter: false,
        comment: entry.comment,
      },
    ];
  return [verdictMap([field], entries, matches)];
}
