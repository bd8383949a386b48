import ipaddr from 'ipaddr.js';
import type { Place, Supervisor } from '../supervisor.js';

/**
 * The recorder: a table of nftables in every host that belongs to the laboratory and not to what is tried. It sees packets
 * before the first chain of a firewall and behind the last, and keeps who they are from, and for.
 */
const TABLE = ['inet', 'secgroup_lab'] as const;

/** Where a packet was seen: `tried`, `left` on its way out, `came`, `taken` on its way in. */
export type Stage = 'tried' | 'left' | 'came' | 'taken';

/** Connection tracking begins at -200, and raw, where packets may be dropped early, is -300; filter is 0. */
const HOOKS: Readonly<Record<Stage, string>> = {
  tried: 'output priority -400',
  left: 'postrouting priority 300',
  came: 'prerouting priority -400',
  taken: 'input priority 300',
};

export const stages = Object.keys(HOOKS) as readonly Stage[];

/** Of ICMP the first is type and code, the second the checksum: together as telling as ports. */
const SIZE = 'flags dynamic; size 65535;';

function stageRules(stage: Stage): string {
  return `
  set ${stage}_ports4 { type inet_proto . ipv4_addr . inet_service . ipv4_addr . inet_service; ${SIZE} }
  set ${stage}_ports6 { type inet_proto . ipv6_addr . inet_service . ipv6_addr . inet_service; ${SIZE} }
  set ${stage}_other4 { type inet_proto . ipv4_addr . ipv4_addr; ${SIZE} }
  set ${stage}_other6 { type inet_proto . ipv6_addr . ipv6_addr; ${SIZE} }
  chain ${stage} {
    type filter hook ${HOOKS[stage]}; policy accept;
    meta nfproto ipv4 meta l4proto { tcp, udp, icmp, icmpv6 } add @${stage}_ports4 { meta l4proto . ip saddr . th sport . ip daddr . th dport } return
    meta nfproto ipv6 meta l4proto { tcp, udp, icmp, icmpv6 } add @${stage}_ports6 { meta l4proto . ip6 saddr . th sport . ip6 daddr . th dport } return
    meta nfproto ipv4 add @${stage}_other4 { meta l4proto . ip saddr . ip daddr }
    meta nfproto ipv6 add @${stage}_other6 { meta l4proto . ip6 saddr . ip6 daddr }
  }`;
}

const setNames = stages.flatMap((stage) =>
  ['ports', 'other'].flatMap((kind) => ['4', '6'].map((version) => `${stage}_${kind}${version}`)),
);

export const recorderRules = (): string =>
  `table ${TABLE.join(' ')} {${stages.map(stageRules).join('\n')}\n}\n`;

/** Who was seen at which stage: address family and kind, then protocol, addresses and ports, as nft prints them. */
export type Recording = Readonly<Record<Stage, ReadonlySet<string>>>;

export async function readRecorder(supervisor: Supervisor, place: Place): Promise<Recording> {
  const listing = await supervisor.sure(place, ['nft', '-jn', 'list', 'table', ...TABLE]);
  return recordingOf(listing);
}

/** Where the last bits of an IPv6 address are all it has, nft spells them as an IPv4 address. */
function spelled(value: unknown): string {
  const text = String(value);
  const isMixed = text.includes(':') && text.includes('.');
  return isMixed ? ipaddr.IPv6.parse(text).toRFC5952String() : text;
}

/** Makes a recorder forget: what it keeps is limited, and all of it is read at every look. */
export async function clearRecorder(supervisor: Supervisor, place: Place): Promise<void> {
  const lines = setNames.map((name) => `flush set ${TABLE.join(' ')} ${name}\n`);
  await supervisor.sure(place, ['nft', '-f', '-'], lines.join(''));
}

interface Listing {
  readonly nftables: readonly {
    readonly set?: {
      readonly name: string;
      readonly elem?: readonly { readonly concat: readonly unknown[] }[];
    };
  }[];
}

function recordingOf(listing: string): Recording {
  const seen = {
    tried: new Set<string>(),
    left: new Set<string>(),
    came: new Set<string>(),
    taken: new Set<string>(),
  };
  for (const { set } of (JSON.parse(listing) as Listing).nftables) {
    if (!set) continue;
    const [stage, kind] = set.name.split('_') as [Stage, string];
    for (const { concat } of set.elem ?? []) seen[stage].add([kind, ...concat.map(spelled)].join(' '));
  }
  return seen;
}
