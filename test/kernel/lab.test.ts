import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  ask,
  describeKernel,
  differences,
  type Lab,
  type LabPlan,
  openLab,
  type Probe,
  probeable,
  type Run,
  runBatch,
  SCRIPT,
  serve,
  TCP_ACK,
  trackingState,
} from './lab/index.js';

const PLAN: LabPlan = {
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

type Packet = Omit<Probe, 'id' | 'family' | 'source' | 'destination'>;

/** Numbers packets to or from the peers, each in the peer's family. */
function packets(peers: readonly string[], wanted: readonly Packet[]): readonly Probe[] {
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

const BOTH_WAYS: readonly Pick<Packet, 'direction' | 'device'>[] = [
  { direction: 'ingress', device: 'eth0' },
  { direction: 'ingress', device: 'eth1' },
  { direction: 'egress', device: 'eth0' },
  { direction: 'egress', device: 'eth1' },
];

const EVERYTHING = packets(
  ['203.0.113.9', '2001:db8:40::9'],
  BOTH_WAYS.flatMap((way) => [
    ...[6, 17, 33, 132, 136, 47, 50, 99].map((protocol) => ({ ...way, protocol, port: 443 })),
    { ...way, protocol: 1, type: 8, code: 0 },
    { ...way, protocol: 58, type: 128, code: 0 },
  ]),
);

const base = (hook: string, policy: string, rules = ''): string => `
table inet tested {
  chain ${hook} {
    type filter hook ${hook} priority filter; policy ${policy};
    ${rules}
  }
}
`;

const nftRun = (name: string, script: string, probes: readonly Probe[]): Run => ({
  ...{ name, script, probes },
  load: ['nft', '-f', SCRIPT],
  unload: ['nft', 'delete', 'table', 'inet', 'tested'],
});

async function mismatches(run: Run, allowed: (probe: Probe) => boolean): Promise<readonly string[]> {
  const [result] = await runBatch(PLAN, [run]);
  return differences(run, result!, allowed);
}

describeKernel('a batch of volleys', () => {
  it('brings every packet through where nothing filters', async () => {
    expect(await mismatches({ name: 'no firewall', probes: EVERYTHING }, () => true)).toEqual([]);
    const open = base('input', 'accept') + base('output', 'accept');
    expect(await mismatches(nftRun('accept', open, EVERYTHING), () => true)).toEqual([]);
  });

  it('brings none through where all is dropped, in one direction or both', async () => {
    const input = nftRun('input', base('input', 'drop'), EVERYTHING);
    const output = nftRun('output', base('output', 'drop'), EVERYTHING);
    const both = nftRun('both', base('input', 'drop') + base('output', 'drop'), EVERYTHING);
    const results = await runBatch(PLAN, [input, output, both]);
    expect(differences(input, results[0]!, (probe) => probe.direction === 'egress')).toEqual([]);
    expect(differences(output, results[1]!, (probe) => probe.direction === 'ingress')).toEqual([]);
    expect(differences(both, results[2]!, () => false)).toEqual([]);
  });

  it.each([
    ['ingress', 'input', 'saddr'],
    ['egress', 'output', 'daddr'],
  ] as const)('finds the exact edges of ports and prefixes: %s', async (direction, hook, side) => {
    const inside = ['203.0.113.0', '203.0.113.255', '2001:db8:40::', '2001:db8:40:ffff:ffff:ffff:ffff:ffff'];
    const beside = ['203.0.112.255', '203.0.114.0', '2001:db8:3f:ffff:ffff:ffff:ffff:ffff', '2001:db8:41::'];
    const ways = ['eth0', 'eth1'].map((device) => ({ direction, device }));
    const probes = packets(
      [...inside, ...beside],
      ways.flatMap((way) =>
        [21, 22, 23].flatMap((port) => [6, 17].map((protocol) => ({ ...way, protocol, port }))),
      ),
    );
    const device = direction === 'ingress' ? 'iifname' : 'oifname';
    const rules = `${device} eth0 ip ${side} 203.0.113.0/24 tcp dport 22 accept
      ${device} eth0 ip6 ${side} 2001:db8:40::/48 tcp dport 22 accept`;
    const run = nftRun(direction, base(hook, 'drop', rules), probes);
    const peer = (probe: Probe) => (direction === 'ingress' ? probe.source : probe.destination);
    const allowed = (probe: Probe) =>
      probe.device === 'eth0' && probe.protocol === 6 && probe.port === 22 && inside.includes(peer(probe));
    expect(await mismatches(run, allowed)).toEqual([]);
    expect(probes.filter(allowed)).toHaveLength(4);
  });

  it('notices a wrong expectation, either way', async () => {
    const run = nftRun('wrong', base('input', 'drop', 'tcp dport 443 accept'), EVERYTHING);
    const lines = await mismatches(run, (probe) => probe.direction === 'egress' || probe.protocol === 17);
    expect(lines.filter((line) => line.includes('let through'))).toHaveLength(4);
    expect(lines.filter((line) => line.includes('lost'))).toHaveLength(4);
    expect(lines[0]).toBe('wrong: let through: #1 ingress eth0 203.0.113.9 > 10.0.1.10 protocol 6 port 443');
  });

  it('notices a script that does not load, and sends nothing', async () => {
    const run = { name: 'broken', script: 'not a script\n', load: ['nft', '-f', SCRIPT], probes: EVERYTHING };
    const [result] = await runBatch(PLAN, [run]);
    expect(result!.arrived.size).toBe(0);
    expect(differences(run, result!, () => false)[0]).toMatch(/^broken: load ended with 1: .*syntax error/);
  });

  it('refuses a packet that the kernel cannot send', async () => {
    const source = '10.0.1.10';
    const probe = {
      ...EVERYTHING[0]!,
      direction: 'egress',
      source,
      destination: '0.0.0.0',
      device: 'eth9',
    } as const;
    await expect(runBatch(PLAN, [{ name: 'no device', probes: [probe] }])).rejects.toThrow();
  });

  it('sends in every run anew, with no flow left from the run before', async () => {
    const rules = 'ct state established accept';
    const first = nftRun('open', base('input', 'accept', rules), EVERYTHING);
    const second = nftRun('only established', base('input', 'drop', rules), EVERYTHING);
    const [, result] = await runBatch(PLAN, [first, second]);
    expect(differences(second, result!, (probe) => probe.direction === 'egress')).toEqual([]);
  });
});

describeKernel('what can be probed', () => {
  const sources =
    '0.0.0.0 0.0.0.1 126.255.255.255 127.0.0.0 127.255.255.255 128.0.0.0 10.0.1.10 223.255.255.255 224.0.0.0 239.255.255.255 240.0.0.0 255.255.255.254 255.255.255.255'.split(
      ' ',
    );
  const sources6 =
    ':: ::1 ::2 ::1.2.3.4 fe80::2 fc00::1 feff:ffff:: ff00:: ff02::1 ffff:ffff:: 2001:db8:1::10'.split(' ');

  it('is what reaches a host without a firewall', async () => {
    const ways = BOTH_WAYS.filter((way) => way.device === 'eth0');
    const probes = packets(
      [...sources, ...sources6],
      ways.map((way) => ({ ...way, protocol: 99 })),
    );
    // IPv6 multicast leaves or stays by its scope; the rest is told exactly.
    const clear = probes.filter(
      (probe) => probe.direction === 'ingress' || !probe.destination.startsWith('ff'),
    );
    const sendable = clear.filter((probe) => probeable(PLAN, probe) || probe.direction === 'ingress');
    const run = { name: 'no firewall', probes: sendable };
    expect(await mismatches(run, (probe) => probeable(PLAN, probe))).toEqual([]);
  });

  it('knows what connection tracking makes of each ICMP type and protocol', async () => {
    const icmp = Array.from({ length: 256 }, (_, type) => [1, 58].map((protocol) => ({ protocol, type })));
    const protocols = Array.from({ length: 256 }, (_, protocol) => ({ protocol, port: 9 }));
    const wanted = BOTH_WAYS.filter((way) => way.device === 'eth0').flatMap((way) =>
      [...icmp.flat(), ...protocols].map((packet) => ({ ...way, ...packet })),
    );
    const probes = packets(['203.0.113.9', '2001:db8:40::9'], wanted).filter((probe) =>
      probeable(PLAN, probe),
    );
    const states = ['new', 'invalid', 'untracked'] as const;
    const runs = states.map((state) => {
      const rules = `ct state ${state} accept`;
      return nftRun(state, base('input', 'drop', rules) + base('output', 'drop', rules), probes);
    });
    const results = await runBatch(PLAN, runs);
    states.forEach((state, at) => {
      expect(differences(runs[at]!, results[at]!, (probe) => trackingState(probe) === state)).toEqual([]);
    });
  });
});

describeKernel('a laboratory that stays', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab(PLAN);
  });
  afterAll(() => lab.close());

  const reset = async (script: string): Promise<void> => {
    const result = await lab.load(`table inet tested\ndelete table inet tested\n${script}`);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    await lab.forget();
  };
  const families = [
    ['10.0.1.10', '198.51.100.7'],
    ['2001:db8:1::10', '2001:db8:ff::7'],
  ] as const;

  it.each(families)('carries real connections and their replies: %s', async (own, peer) => {
    const state = 'ct state established,related accept';
    await reset(
      base('input', 'drop', `${state}\n tcp dport 8080 accept\n udp dport 8080 accept`) +
        base('output', 'drop', state),
    );
    for (const transport of ['tcp', 'udp'] as const) {
      const inside = await serve(lab, 'host', transport, own, 8080);
      const outside = await serve(lab, 'outside', transport, peer, 8081);
      expect(await ask(lab, 'outside', transport, own, 8080)).toBe('answer hello');
      expect(await ask(lab, 'outside', transport, own, 8081, { seconds: 0.2 })).toBe('timeout');
      expect(await ask(lab, 'host', transport, peer, 8081, { seconds: 0.2 })).not.toMatch(/^answer/);
      await inside.stop();
      await outside.stop();
    }
  });

  it.each(families)('shows an ICMP error to the one it is for: %s', async (own, peer) => {
    await reset(base('input', 'drop', 'ct state related accept') + base('output', 'accept'));
    expect(await ask(lab, 'host', 'udp', peer, 9999)).toBe('refused');
    await reset(base('input', 'drop') + base('output', 'accept'));
    expect(await ask(lab, 'host', 'udp', peer, 9999, { seconds: 0.2 })).toBe('timeout');
    await reset(base('input', 'accept') + base('output', 'drop', 'ct state related accept'));
    expect(await ask(lab, 'outside', 'udp', own, 9999)).toBe('refused');
  });

  it('shows what the host answers to crafted packets', async () => {
    await reset(base('input', 'accept', 'tcp dport 23 drop'));
    const ways = { direction: 'ingress', device: 'eth1' } as const;
    const probes = packets(
      ['203.0.113.9', '2001:db8:40::9'],
      [
        { ...ways, protocol: 6, port: 22, sourcePort: 4000 },
        { ...ways, protocol: 6, port: 23, sourcePort: 4000 },
        { ...ways, protocol: 17, port: 22 },
      ],
    );
    const echo = [
      ...packets(['203.0.113.9'], [{ ...ways, protocol: 1, type: 8 }]),
      ...packets(['2001:db8:40::9'], [{ ...ways, protocol: 58, type: 128 }]),
    ];
    const frames = await lab.exchange([...probes, ...echo]);
    const told = (protocol: number) => frames.filter((frame) => frame.protocol === protocol);
    expect(told(6).map((frame) => [frame.sourcePort, frame.port, frame.flags! & TCP_ACK])).toEqual([
      [22, 4000, TCP_ACK],
      [22, 4000, TCP_ACK],
    ]);
    expect(told(1).map((frame) => frame.type)).toEqual([3, 0]);
    expect(told(58).map((frame) => frame.type)).toEqual([1, 129]);
  });

  it('quotes a real flow in a crafted ICMP error', async () => {
    await reset(
      base('input', 'drop', 'ct state related accept') + base('output', 'accept', 'ct state new accept'),
    );
    const [out] = packets(
      ['203.0.113.9'],
      [{ direction: 'egress', device: 'eth0', protocol: 17, port: 53, sourcePort: 5353 }],
    );
    const error = { direction: 'ingress', device: 'eth0', protocol: 1, type: 3, code: 1 } as const;
    const [stray, related] = packets(['203.0.113.77'], [error, { ...error, about: out! }]);
    expect(await lab.probe([out!])).toEqual(new Set([1]));
    expect(await lab.probe([stray!, related!])).toEqual(new Set([2]));
  });

  it('has a loopback', async () => {
    await reset(base('input', 'drop', 'iifname lo accept') + base('output', 'drop', 'oifname lo accept'));
    for (const address of ['127.0.0.1', '::1']) {
      const service = await serve(lab, 'host', 'tcp', address, 8082);
      expect(await ask(lab, 'host', 'tcp', address, 8082)).toBe('answer hello');
      await service.stop();
    }
  });
});

describeKernel('laboratories for special purposes', () => {
  it('resolves neighbours as on a real wire', async () => {
    const lab = await openLab({ ...PLAN, neighbours: 'discovered' });
    try {
      const echo = 'meta l4proto tcp accept';
      const discovery = 'icmpv6 type { 133, 134, 135, 136 } ip6 hoplimit 255 accept';
      await lab.load(
        base('input', 'drop', `${echo}\n${discovery}`) + base('output', 'drop', `${echo}\n${discovery}`),
      );
      expect(await ask(lab, 'host', 'tcp', '2001:db8:ff::7', 7)).toBe('refused');
      expect(await ask(lab, 'host', 'tcp', '198.51.100.7', 7)).toBe('refused');
    } finally {
      await lab.close();
    }
  });

  it('notices where neighbours cannot be resolved', async () => {
    const lab = await openLab({ ...PLAN, neighbours: 'discovered' });
    try {
      const echo = 'meta l4proto tcp accept';
      await lab.load(base('input', 'drop', echo) + base('output', 'drop', echo));
      expect(await ask(lab, 'host', 'tcp', '2001:db8:ff::7', 7)).not.toBe('refused');
      expect(await ask(lab, 'host', 'tcp', '198.51.100.7', 7)).toBe('refused');
    } finally {
      await lab.close();
    }
  });

  it('forwards where asked to, and only there', async () => {
    const through = ['192.0.2.1', '2001:db8:e::1'].map((destination, index) => ({
      ...({ id: index + 1, direction: 'forward', device: 'eth0', protocol: 17, port: 53 } as const),
      ...({
        family: index === 0 ? 'ipv4' : 'ipv6',
        source: index === 0 ? '203.0.113.9' : '2001:db8:40::9',
      } as const),
      destination,
    }));
    const open: Run = { name: 'open', probes: through };
    const shut = nftRun('shut', base('forward', 'drop'), through);
    const [router, filter] = await runBatch({ ...PLAN, forward: true }, [open, shut]);
    expect(differences(open, router!, () => true)).toEqual([]);
    expect(differences(shut, filter!, () => false)).toEqual([]);
    expect(await mismatches(open, () => false)).toEqual([]);
  });
});
