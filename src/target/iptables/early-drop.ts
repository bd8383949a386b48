import { intervalsOf, type Point } from '../../address/intervals.js';
import { formatPrefix, prefixesOf } from '../../address/space.js';
import { LOOPBACK } from '../../definition/device.js';
import {
  type EarlyDrop,
  type EarlyProtocol,
  earlyDropsOf,
  earlyProtocols,
} from '../../ruleset/early-drop.js';
import type { HostRuleset, InterfaceRuleset } from '../../ruleset/host-ruleset.js';
import { TCP } from '../../traffic/protocols.js';
import { chainOf, dropChains, type FamilyAddresses, isPresent, refusal } from './hook.js';
import { chainName, PREFIX, protocolPart } from './names.js';
import { portTree, type Tree } from './port-tree.js';
import type { Chain, Match, Rule, Target } from './program.js';
import { cellAlternatives } from './traffic.js';
import type { TreeShape } from './tree.js';

const back: Target = { kind: 'return' };

/** The chains of a raw table, in which packets are dropped before connection tracking; none where none qualify. */
export function earlyChains<P extends Point>(
  family: FamilyAddresses<P>,
  host: HostRuleset,
  labels: ReadonlyMap<string, string>,
  shape: TreeShape,
): readonly Chain[] {
  const parts = earlyProtocols.map((protocol) => partOfProtocol(family, host, protocol, labels, shape));
  const chains = parts.flatMap((part) => part.chains);
  if (chains.length === 0) return [];
  const comment = 'what no rule and no known flow can let in';
  const hook = { name: chainOf('PREROUTING'), comment, rules: parts.flatMap(({ rules }) => rules) };
  return [hook, ...chains, ...dropChains(host.settings)];
}

/** The rule that tells the packets of a protocol, and the chain that finds their interface, with those below it. */
function partOfProtocol<P extends Point>(
  family: FamilyAddresses<P>,
  host: HostRuleset,
  protocol: EarlyProtocol,
  labels: ReadonlyMap<string, string>,
  shape: TreeShape,
): Tree {
  const targets = new Map<InterfaceRuleset, Target>();
  const chains = host.interfaces
    .filter((one) => isPresent(family, one))
    .flatMap((iface) => {
      const early = earlyDropsOf(host, iface).find(
        (drop) => drop.protocol === protocol && drop.family === family.space.family,
      );
      if (!early) return [];
      const place = `${labels.get(iface.id)!}-${protocolPart(protocol)}`;
      const { rules, chains: below } = dropTree(early, place, refusal(host.settings), shape);
      const chain = { name: chainName(PREFIX + place), comment: '', rules };
      targets.set(iface, { kind: 'goto', chain: chain.name });
      return [chain, ...below];
    });
  if (chains.length === 0) return { rules: [], chains: [] };
  const dispatch = {
    // No label is in capitals and alone.
    name: PREFIX + protocolPart(protocol).toUpperCase(),
    comment: '',
    rules: dispatchRules(family, host.interfaces, targets),
  };
  const packets: readonly Match[] = [
    { kind: 'protocol', protocol },
    ...(protocol === TCP ? [{ kind: 'attempt' } as const] : []),
  ];
  const rule: Rule = { matches: packets, target: { kind: 'goto', chain: dispatch.name }, comment: '' };
  return { rules: [rule], chains: [dispatch, ...chains] };
}

/**
 * Rules for the ports that are dropped rather than for those that are not: a packet that no rule drops must come back to
 * the built-in chain, where the rules of others may wait for it.
 */
function dropTree({ protocol, ports }: EarlyDrop, place: string, target: Target, shape: TreeShape): Tree {
  const rules = [...intervalsOf(ports)].map(({ start: first, end }) => {
    const last = end - 1;
    const [alone] = cellAlternatives(protocol, first, last);
    const matches: readonly Match[] = [...alone!, { kind: 'to-host' }];
    return { first, last, rule: { matches, target, comment: '' } };
  });
  return portTree(protocol, place, rules, shape);
}

/** As for INPUT: by device, and by address for devices that no interface names. Loopback is left alone. */
function dispatchRules<P extends Point>(
  { space, addressesOf }: FamilyAddresses<P>,
  interfaces: readonly InterfaceRuleset[],
  targets: ReadonlyMap<InterfaceRuleset, Target>,
): readonly Rule[] {
  const ofDevice = (device: string, target: Target): Rule => ({
    matches: [{ kind: 'device', direction: 'in', device }],
    target,
    comment: '',
  });
  const devices = interfaces.flatMap((one) =>
    one.match.kind === 'device' ? [ofDevice(one.match.device, targets.get(one) ?? back)] : [],
  );
  const byAddress = [...targets].flatMap(([{ match }, target]) =>
    match.kind === 'device'
      ? []
      : prefixesOf(space, addressesOf(match.addresses)).map(
          (prefix): Rule => ({
            matches: [{ kind: 'address', side: 'destination', prefix: formatPrefix(space, prefix) }],
            target,
            comment: '',
          }),
        ),
  );
  if (byAddress.length === 0) return devices.filter(({ target }) => target !== back);
  return [...devices, ofDevice(LOOPBACK, back), ...byAddress];
}
