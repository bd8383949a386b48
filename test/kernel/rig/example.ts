import { differences, type LabPlan, type Probe, type Run, runBatch, SCRIPT } from './index.js';

/** Two interfaces, both families; a peer behind the first, networks behind the second. */
export const PLAN: LabPlan = {
  interfaces: [
    { device: 'eth0', addresses: ['10.0.1.10', '2001:db8:1::10'], peers: ['198.51.100.7', '2001:db8:ff::7'] },
    {
      device: 'eth1',
      addresses: ['10.0.2.10', '2001:db8:2::10'],
      routes: ['192.0.2.0/24', '2001:db8:e::/48'],
    },
  ],
};

const OWN: Readonly<Record<string, readonly [string, string]>> = {
  eth0: ['10.0.1.10', '2001:db8:1::10'],
  eth1: ['10.0.2.10', '2001:db8:2::10'],
};

export type Packet = Omit<Probe, 'id' | 'family' | 'source' | 'destination'>;

/** Numbers packets to or from the peers, each in the peer's family. */
export function packets(peers: readonly string[], wanted: readonly Packet[]): readonly Probe[] {
  const all = peers.flatMap((peer) =>
    wanted.map((packet) => {
      const family = peer.includes(':') ? ('ipv6' as const) : ('ipv4' as const);
      const own = OWN[packet.device]![family === 'ipv4' ? 0 : 1];
      const ends = packet.direction === 'egress' ? [own, peer] : [peer, own];
      return { ...packet, family, source: ends[0]!, destination: ends[1]! };
    }),
  );
  return all.map((probe, index) => ({ id: index + 1, ...probe }));
}

export const BOTH_WAYS: readonly Pick<Packet, 'direction' | 'device'>[] = [
  { direction: 'ingress', device: 'eth0' },
  { direction: 'ingress', device: 'eth1' },
  { direction: 'egress', device: 'eth0' },
  { direction: 'egress', device: 'eth1' },
];

/** An nft table with one base chain; several of them add up. */
export const base = (hook: string, policy: string, rules = ''): string => `
table inet tested {
  chain ${hook} {
    type filter hook ${hook} priority filter; policy ${policy};
    ${rules}
  }
}
`;

/** A run of an nft script whose table is `tested`. */
export const nftRun = (name: string, script: string, probes: readonly Probe[]): Run => ({
  ...{ name, script, probes },
  load: ['nft', '-f', SCRIPT],
  unload: ['nft', 'delete', 'table', 'inet', 'tested'],
});

/** Runs one ruleset and gives what differs from the expectation. */
export async function mismatches(run: Run, allowed: (probe: Probe) => boolean): Promise<readonly string[]> {
  const [result] = await runBatch(PLAN, [run]);
  return differences(run, result!, allowed);
}
