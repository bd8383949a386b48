import {
  type Family,
  familyOf,
  GATEWAY,
  HOST_FENCE,
  hostMac,
  type LabInterface,
  type LabPlan,
  outsideDevice,
  outsideMac,
} from './plan.js';
import { recorderRules } from './recorder.js';
import { commandLine, inPlace } from './shell.js';

/** The part of the driver that builds the two network namespaces and their recorders. Runs inside UNSHARE. */
export function setupScript(plan: LabPlan): string {
  return [
    'set -e',
    'mount -t tmpfs tmpfs /run',
    'ip netns add host',
    feed(inPlace('outside', ['sh', '-e']), sysctls(false)),
    feed(inPlace('host', ['sh', '-e']), sysctls(plan.forward === true)),
    feed(inPlace('outside', ['ip', '-batch', '-']), outsideLinks(plan)),
    feed(inPlace('host', ['ip', '-batch', '-']), hostLinks(plan)),
    feed(inPlace('host', ['ip', '-4', '-batch', '-']), hostRules(plan, 'ipv4')),
    feed(inPlace('host', ['ip', '-6', '-batch', '-']), hostRules(plan, 'ipv6')),
    feed(inPlace('outside', ['nft', '-f', '-']), recorderRules('outside', plan)),
    feed(inPlace('host', ['nft', '-f', '-']), recorderRules('host', plan)),
    'set +e',
    '',
  ].join('\n');
}

function feed(argv: readonly string[], input: string): string {
  return `${commandLine(argv)} <<'END_OF_INPUT'\n${input.trimEnd()}\nEND_OF_INPUT`;
}

/**
 * Nothing but the firewall under test may drop or delay a packet: no reverse-path check, no limit on ICMP, no duplicate
 * address detection; and nothing that a probe says (redirects, router advertisements) may change the host.
 */
function sysctls(forward: boolean): string {
  const on = forward ? '1' : '0';
  const perDevice: readonly (readonly [string, string])[] = [
    ...['rp_filter', 'accept_redirects', 'secure_redirects', 'send_redirects'].map(
      (key) => [`ipv4/conf/*/${key}`, '0'] as const,
    ),
    ['ipv4/conf/*/accept_local', '1'],
    ['ipv6/conf/*/disable_ipv6', '0'],
    ...['accept_dad', 'dad_transmits', 'accept_ra', 'accept_redirects', 'router_solicitations'].map(
      (key) => [`ipv6/conf/*/${key}`, '0'] as const,
    ),
    ['ipv6/conf/*/forwarding', on],
  ];
  const whole: readonly (readonly [string, string])[] = [
    ['ipv4/ip_forward', on],
    ['ipv4/icmp_ratelimit', '0'],
    ['ipv4/icmp_msgs_per_sec', '1000000'],
    ['ipv4/icmp_echo_ignore_broadcasts', '0'],
    ['ipv4/ping_group_range', '0 0'],
    ['ipv6/icmp/ratelimit', '0'],
    ['ipv6/auto_flowlabels', '0'],
    // Linux 6.18 checks UDP-Lite as if it were UDP and finds every correct packet invalid.
    ['netfilter/nf_conntrack_checksum', '0'],
  ];
  const spread = perDevice.flatMap(([key, value]) =>
    ['all', 'default'].map((conf) => [key.replace('*', conf), value] as const),
  );
  // Some keys exist in the first namespace of the machine only, or not on every kernel.
  return [...whole, ...spread]
    .map(([key, value]) => `if [ -w /proc/sys/net/${key} ]; then echo ${value} >/proc/sys/net/${key}; fi`)
    .join('\n');
}

function outsideLinks(plan: LabPlan): string {
  const links = plan.interfaces.flatMap((one, index) => {
    const device = outsideDevice(index);
    return [
      `link add ${device} address ${outsideMac(index)} type veth peer name ${one.device} address ${hostMac(index)} netns host`,
      `link set ${device} addrgenmode none`,
      `link set ${device} up`,
      ...[GATEWAY.ipv4, GATEWAY.ipv6, ...(one.peers ?? [])].map((address) => addAddress(address, device)),
      ...one.addresses.flatMap((address) => [
        ...neighbour(plan, address, hostMac(index), device),
        `route replace ${whole(address)} dev ${device}`,
      ]),
    ];
  });
  return ['link set lo up', ...links].join('\n');
}

function hostLinks(plan: LabPlan): string {
  const links = plan.interfaces.flatMap((one, index) => [
    // Without a link-local address there is no on-link prefix, and so no destination that must be resolved.
    ...(plan.neighbours === 'discovered' ? [] : [`link set ${one.device} addrgenmode none`]),
    `link set ${one.device} up`,
    ...one.addresses.map((address) => addAddress(address, one.device)),
    ...neighbour(plan, GATEWAY.ipv4, outsideMac(index), one.device),
    ...neighbour(plan, GATEWAY.ipv6, outsideMac(index), one.device),
    ...hostRoutes(one, 100 + index),
    ...wayBack(one, 100 + index),
  ]);
  return ['link set lo up', addAddress(HOST_FENCE, 'lo'), ...links].join('\n');
}

/** A default route for every interface: the first is used, unless address or device of a packet say another. */
function hostRoutes(one: LabInterface, metric: number): readonly string[] {
  const near = [...(one.routes ?? []), ...(one.peers ?? []).map(whole)];
  return [
    `route add 0.0.0.0/0 via ${GATEWAY.ipv4} dev ${one.device} onlink metric ${metric}`,
    `route add ::/0 via ${GATEWAY.ipv6} dev ${one.device} onlink metric ${metric}`,
    ...near.map(
      (prefix) => `route replace ${prefix} via ${GATEWAY[familyOf(prefix)]} dev ${one.device} onlink`,
    ),
  ];
}

/** The only way out for what has an address of this interface as its source: an answer leaves where it was asked. */
function wayBack(one: LabInterface, table: number): readonly string[] {
  return [
    `route add 0.0.0.0/0 via ${GATEWAY.ipv4} dev ${one.device} onlink table ${table}`,
    `route add ::/0 via ${GATEWAY.ipv6} dev ${one.device} onlink table ${table}`,
  ];
}

/** The rules for it, in one family: `ip rule` does not tell it from the address. */
function hostRules(plan: LabPlan, family: Family): string {
  const rules = plan.interfaces.flatMap((one, index) =>
    one.addresses
      .filter((address) => familyOf(address) === family)
      .map((address) => `rule add from ${address} lookup ${100 + index}`),
  );
  return rules.join('\n');
}

function neighbour(plan: LabPlan, address: string, mac: string, device: string): readonly string[] {
  if (plan.neighbours === 'discovered') return [];
  return [`neigh replace ${address} lladdr ${mac} dev ${device} nud permanent`];
}

function addAddress(address: string, device: string): string {
  return familyOf(address) === 'ipv6'
    ? `addr add ${address}/128 dev ${device} nodad`
    : `addr add ${address}/32 dev ${device}`;
}

const whole = (address: string): string => `${address}/${familyOf(address) === 'ipv6' ? 128 : 32}`;
