import { expect } from 'vitest';
import type { Loading } from '../backends.js';
import { withFirewalls } from '../firewall.js';
import { OWN, packet } from '../packets.js';
import type { Lab, LabPlan, Probe } from '../rig/index.js';

export const PEER = { ipv4: '198.51.100.7', ipv6: '2001:db8:ff::7' } as const;

export const plan: LabPlan = {
  interfaces: [
    { device: 'eth0', addresses: Object.values(OWN.eth0), peers: Object.values(PEER) },
    { device: 'eth1', addresses: Object.values(OWN.eth1), routes: ['192.0.2.0/24', '2001:db8:e::/48'] },
  ],
  forward: true,
};

/** Rules of egress. */
export const CLOSED = '[]';

export const TCP_ONLY = '[{ allow: tcp, to: anywhere }]';

export const EVERYTHING = '[{ allow: all, to: anywhere }]';

interface Host {
  readonly egress: string;
  readonly settings?: string;
  readonly eth1?: string;
}

export function host({ egress, settings = 'earlyDrop: true', eth1 = 'groups: [db]' }: Host): string {
  return `
groups:
  web:
    ingress:
      - { allow: [http, https], from: anywhere }
      - { allow: tcp/8000-8010, from: anywhere-ipv4 }
      - { allow: ssh, from: 203.0.113.0/24 }
    egress: ${egress}
  db:
    ingress: [{ allow: [tcp/5432, udp/53], from: 203.0.113.0/24 }]
    egress: []
hosts:
  dut:
    ${settings}
    interfaces:
      eth0: { addresses: [${OWN.eth0.ipv4}, '${OWN.eth0.ipv6}'], groups: [web] }
      eth1: { addresses: [${OWN.eth1.ipv4}, '${OWN.eth1.ipv6}'], ${eth1} }
`;
}

/** A packet, and whether connection tracking must see it. */
export interface Row {
  readonly tracked: boolean;
  readonly probe: Probe;
}

/** Lines as rows: `+` before what must be tracked, `-` before what must not; TCP flags in hexadecimal at the end. */
export function rowsOf(text: string): readonly Row[] {
  const lines = text.split('\n').filter((line) => /^[+-] /.test(line));
  return lines.map((line, id) => {
    const [way, device, peer, load, flags] = line.slice(2).split(' ');
    const probe = packet([way, device, peer, load].join(' '), id);
    return {
      tracked: line.startsWith('+'),
      probe: { ...probe, ...(flags && { flags: Number.parseInt(flags, 16) }) },
    };
  });
}

/** Notes the packets that have passed connection tracking, whose priority is -200, as the lab's recorder does. */
const WITNESS = `table inet witness {
  set ipv4 { typeof ip id; flags dynamic; size 65535; }
  set ipv6 { typeof ip6 flowlabel; flags dynamic; size 65535; }
  chain tracked {
    type filter hook prerouting priority -150; policy accept;
    ip ttl 96-99 add @ipv4 { ip id }
    ip6 flowlabel != 0 add @ipv6 { ip6 flowlabel }
  }
}
`;

interface Listing {
  readonly nftables: readonly { readonly set?: { readonly elem?: readonly number[] } }[];
}

/** The ids of the packets that connection tracking saw, and of those that arrived. The lab has sent `before` before. */
export async function fate(lab: Lab, probes: readonly Probe[], before = 0) {
  const input = `table inet witness\ndelete table inet witness\n${WITNESS}`;
  expect(await lab.exec('host', ['nft', '-f', '-'], { input })).toMatchObject({ exitCode: 0 });
  const arrived = await lab.probe(probes);
  const { stdout } = await lab.exec('host', ['nft', '-j', 'list', 'table', 'inet', 'witness']);
  const tags = (JSON.parse(stdout) as Listing).nftables.flatMap(({ set }) => set?.elem ?? []);
  // The n-th packet that a lab sends has the tag n.
  return { tracked: new Set(tags.map((tag) => probes[tag - 1 - before]!.id)), arrived };
}

/** Expects that tracking sees what it must and nothing else, and that the same arrives as without early drops. */
export async function expectTracked(
  backend: Loading,
  definition: string,
  rows: readonly Row[],
): Promise<void> {
  const probes = rows.map(({ probe }) => probe);
  let arrived: ReadonlySet<number> | undefined;
  await withFirewalls(backend, plan, [
    [
      definition,
      async (lab) => {
        const found = await fate(lab, probes);
        const wrong = rows.filter(({ tracked, probe }) => found.tracked.has(probe.id) !== tracked);
        expect(wrong).toEqual([]);
        arrived = found.arrived;
      },
    ],
    [
      definition.replace('earlyDrop: true', 'earlyDrop: false'),
      async (lab) => {
        const found = await fate(lab, probes, probes.length);
        expect(found.tracked).toEqual(new Set(probes.map(({ id }) => id)));
        expect(arrived).toEqual(found.arrived);
      },
    ],
  ]);
}
