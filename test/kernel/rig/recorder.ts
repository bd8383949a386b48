import { type LabPlan, outsideDevice, type Place } from './plan.js';
import { type Direction, LOWEST_PROBE_HOP_LIMIT, PROBE_HOP_LIMIT } from './probe.js';

/**
 * The recorder: nftables tables that belong to the lab and not to what is tested. In the host they see what has passed
 * every chain of the filter priority; at the outside ends, what has really left the host.
 */
const RECORDER_TABLE: Readonly<Record<Place, string>> = {
  host: 'inet secgroup_lab',
  outside: 'netdev secgroup_lab',
};

/** Where the arrival of a probe is read: a forwarded packet has arrived when it has left the host. */
const PLACE_OF: Readonly<Record<Direction, Place>> = {
  ingress: 'host',
  egress: 'outside',
  forward: 'outside',
};

/** The tags that arrived, by direction. */
export interface Recording {
  arrived(direction: Direction, tag: number): boolean;
}

export function recorderRules(place: Place, plan: LabPlan): string {
  const hook =
    place === 'host'
      ? 'type filter hook input priority filter + 10'
      : `type filter hook ingress devices = { ${plan.interfaces.map((_, index) => outsideDevice(index)).join(', ')} } priority filter`;
  return `table ${RECORDER_TABLE[place]} {
  set ipv4 { typeof ip id; flags dynamic; size 65535; }
  set ipv6 { typeof ip6 flowlabel; flags dynamic; size 65535; }
  chain arrived {
    ${hook}; policy accept;
    ip ttl ${LOWEST_PROBE_HOP_LIMIT}-${PROBE_HOP_LIMIT} add @ipv4 { ip id }
    ip6 flowlabel != 0 add @ipv6 { ip6 flowlabel }
  }
}
`;
}

/** The command that prints a recorder, for `readRecording`. */
export const listCommand = (place: Place): readonly string[] => [
  ...['nft', '-j', 'list', 'table'],
  ...RECORDER_TABLE[place].split(' '),
];

/** The commands that make a recorder forget. */
export const flushCommands = (place: Place): readonly (readonly string[])[] =>
  ['ipv4', 'ipv6'].map((set) => ['nft', 'flush', 'set', ...RECORDER_TABLE[place].split(' '), set]);

/** Reads what `listCommand` prints of both recorders. */
export function readRecording(json: Readonly<Record<Place, string>>): Recording {
  const tags = { host: recordedTags(json.host), outside: recordedTags(json.outside) };
  return { arrived: (direction, tag) => tags[PLACE_OF[direction]].has(tag) };
}

interface Listing {
  readonly nftables: readonly { readonly set?: { readonly elem?: readonly number[] } }[];
}

/** Tags are unique over both families, so that their sets need no telling apart. */
function recordedTags(json: string): ReadonlySet<number> {
  const listing = JSON.parse(json) as Listing;
  const sets = listing.nftables.flatMap((object) => (object.set === undefined ? [] : [object.set]));
  if (sets.length !== 2)
    throw new Error('The recorder is gone: something tested has removed a table of the lab');
  return new Set(sets.flatMap((set) => set.elem ?? []));
}
