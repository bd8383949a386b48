import { expect, it } from 'vitest';
import { compile } from '../../src/index.js';
import { inTurn, pairs } from '../support/sample.js';
import { backends, type Loading, mixedBackends, oftenNftables } from './backends.js';
import { withFirewall, withFirewalls } from './firewall.js';
import { OWN, packet } from './packets.js';
import { ask, describeKernel, type Lab, type LabPlan, openLab, type Probe, serve } from './rig/index.js';

const PEER = { ipv4: '198.51.100.7', ipv6: '2001:db8:ff::7' } as const;
const families = ['ipv4', 'ipv6'] as const;

const plan: LabPlan = {
  interfaces: [
    { device: 'eth0', addresses: Object.values(OWN.eth0), peers: Object.values(PEER) },
    { device: 'eth1', addresses: Object.values(OWN.eth1), routes: ['192.0.2.0/24', '2001:db8:e::/48'] },
  ],
  forward: true,
};

const CLOSED = '[]';
const TCP_ONLY = '[{ allow: tcp, to: anywhere }]';
const EVERYTHING = '[{ allow: all, to: anywhere }]';

interface Host {
  readonly egress: string;
  readonly settings?: string;
  readonly eth1?: string;
}

function host({ egress, settings = 'earlyDrop: true', eth1 = 'groups: [db]' }: Host): string {
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

/** Packets, `+` those that connection tracking must see and `-` those that it must not; TCP flags in hexadecimal at the end. */
const table = `
# a port that a rule names is for the rules, whoever asks; the ports beside it are not, and families are apart
+ in eth0 203.0.113.9 tcp/22
+ in eth0 198.51.100.9 tcp/22
- in eth0 203.0.113.9 tcp/21
- in eth0 203.0.113.9 tcp/23
+ in eth0 203.0.113.9 tcp/8000
+ in eth0 203.0.113.9 tcp/8010
- in eth0 203.0.113.9 tcp/7999
- in eth0 203.0.113.9 tcp/8011
- in eth0 203.0.113.9 tcp/0
- in eth0 203.0.113.9 tcp/65535
+ in eth0 2001:db8:40::9 tcp/443
- in eth0 2001:db8:40::9 tcp/22
- in eth0 2001:db8:40::9 tcp/8000
# another interface, other ports
+ in eth1 203.0.113.9 tcp/5432
- in eth1 203.0.113.9 tcp/80
- in eth0 203.0.113.9 tcp/5432
- in eth1 2001:db8:40::9 tcp/5432
# nothing but attempts: whatever can be part of a known flow is for tracking
- in eth0 203.0.113.9 tcp/81 c2
- in eth0 203.0.113.9 tcp/82 0a
+ in eth0 203.0.113.9 tcp/81 12
+ in eth0 203.0.113.9 tcp/82 10
+ in eth0 203.0.113.9 tcp/83 18
+ in eth0 203.0.113.9 tcp/84 11
+ in eth0 203.0.113.9 tcp/85 04
+ in eth0 203.0.113.9 tcp/86 03
+ in eth0 203.0.113.9 tcp/87 06
+ in eth0 203.0.113.9 tcp/88 00
+ in eth0 2001:db8:40::9 tcp/81 12
# other protocols never
+ in eth0 203.0.113.9 icmp/8
+ in eth0 203.0.113.9 icmp/3/1
+ in eth0 203.0.113.9 icmp/11
+ in eth0 2001:db8:40::9 icmp/128
+ in eth0 2001:db8:40::9 icmp/2
+ in eth0 203.0.113.9 protocol/50
+ in eth0 203.0.113.9 protocol/47
+ in eth0 2001:db8:40::9 protocol/136
`;

/** UDP, where no answer can come to a port that is not known beforehand, and where one can. */
const udp = `
- in eth0 203.0.113.9 udp/9
- in eth0 203.0.113.9 udp/53
- in eth0 2001:db8:40::9 udp/53
- in eth0 203.0.113.9 udp/40000
+ in eth1 203.0.113.9 udp/53
- in eth1 203.0.113.9 udp/54
- in eth1 2001:db8:40::9 udp/53
# the DHCP clients
+ in eth0 203.0.113.9 udp/68
+ in eth0 2001:db8:40::9 udp/546
- in eth0 203.0.113.9 udp/546
- in eth0 2001:db8:40::9 udp/68
`;

interface Row {
  readonly tracked: boolean;
  readonly probe: Probe;
}

function rowsOf(text: string): readonly Row[] {
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

const everywhere = rowsOf(table);
const quiet = rowsOf(table + udp);
const asking = rowsOf(table + udp.replace(/^-/gm, '+'));

const to = (device: string, source: string, destination: string): Omit<Probe, 'id' | 'protocol'> => ({
  direction: 'ingress',
  device,
  family: source.includes(':') ? 'ipv6' : 'ipv4',
  source,
  destination,
});

/** What is not for the host itself is left alone; what is for another of its addresses is not. */
const elsewhere: readonly Row[] = [
  { tracked: true, probe: { ...to('eth0', PEER.ipv4, '192.0.2.1'), direction: 'forward' as const } },
  { tracked: true, probe: { ...to('eth0', PEER.ipv6, '2001:db8:e::1'), direction: 'forward' as const } },
  { tracked: true, probe: to('eth0', PEER.ipv4, '224.0.0.251') },
  { tracked: true, probe: to('eth0', PEER.ipv4, '255.255.255.255') },
  { tracked: true, probe: to('eth0', PEER.ipv6, 'ff02::1') },
  { tracked: false, probe: to('eth0', '203.0.113.9', OWN.eth1.ipv4) },
  { tracked: false, probe: to('eth0', '2001:db8:40::9', OWN.eth1.ipv6) },
].map(({ tracked, probe }, id) => ({ tracked, probe: { ...probe, id, protocol: 17, port: 54 } }));

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
async function fate(lab: Lab, probes: readonly Probe[], before = 0) {
  const input = `table inet witness\ndelete table inet witness\n${WITNESS}`;
  expect(await lab.exec('host', ['nft', '-f', '-'], { input })).toMatchObject({ exitCode: 0 });
  const arrived = await lab.probe(probes);
  const { stdout } = await lab.exec('host', ['nft', '-j', 'list', 'table', 'inet', 'witness']);
  const tags = (JSON.parse(stdout) as Listing).nftables.flatMap(({ set }) => set?.elem ?? []);
  // The n-th packet that a lab sends has the tag n.
  return { tracked: new Set(tags.map((tag) => probes[tag - 1 - before]!.id)), arrived };
}

async function expectTracked(backend: Loading, definition: string, rows: readonly Row[]): Promise<void> {
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

const turn = inTurn(mixedBackends);

describeKernel('what connection tracking does not see, and nothing else', () => {
  it.each(turn())('of a host that asks nobody by UDP: $name', async (backend) => {
    await expectTracked(backend, host({ egress: TCP_ONLY }), quiet);
    await expectTracked(backend, host({ egress: CLOSED }), quiet);
  });

  it.each(turn())('of a host that may ask by UDP, by any way: $name', async (backend) => {
    await expectTracked(backend, host({ egress: EVERYTHING }), asking);
    await expectTracked(
      backend,
      host({ egress: CLOSED, settings: 'earlyDrop: true\n    output: ignore' }),
      asking,
    );
  });

  it.each(turn())('of what is not for the host itself: $name', async (backend) => {
    await expectTracked(backend, host({ egress: CLOSED }), elsewhere);
  });

  it.each(turn())('nothing, on an interface that is trusted or not named: $name', async (backend) => {
    const onEth1 = everywhere
      .filter(({ probe }) => probe.device === 'eth1')
      .map(({ probe }) => ({ tracked: true, probe }));
    await expectTracked(backend, host({ egress: CLOSED, eth1: 'trusted: true' }), onEth1);
    const unnamed = host({ egress: CLOSED }).replace('eth1:', 'eth7:');
    await expectTracked(backend, unnamed, onEth1);
  });

  it.each(turn())('nothing, where the host may forward or lets everything in: $name', async (backend) => {
    for (const hook of ['forward', 'input']) {
      const settings = `earlyDrop: true\n    ${hook}: ignore`;
      const all = quiet.map(({ probe }) => ({ tracked: true, probe }));
      await expectTracked(backend, host({ egress: CLOSED, settings }), all);
    }
  });

  it.each(turn())('logged and counted alike: $name', async (backend) => {
    const settings = 'earlyDrop: true\n    log: true\n    counters: true';
    await expectTracked(backend, host({ egress: CLOSED, settings }), quiet);
  });
});

describeKernel('interfaces that are told by their addresses', () => {
  const { ipv4: address } = OWN.eth0;
  const group = { GroupId: 'sg-0', GroupName: 'g', Description: 'g', VpcId: 'vpc-0' };
  const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '203.0.113.0/24' }] };
  const aws = JSON.stringify({
    SecurityGroups: [{ ...group, IpPermissions: [ssh], IpPermissionsEgress: [] }],
    NetworkInterfaces: [
      {
        NetworkInterfaceId: 'eni-0',
        PrivateIpAddress: address,
        PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: address }],
        Ipv6Addresses: [],
        Groups: [{ GroupId: 'sg-0', GroupName: 'g' }],
        Attachment: { InstanceId: 'i-0', DeviceIndex: 0, Status: 'attached' },
        VpcId: 'vpc-0',
      },
    ],
  });
  const rows = rowsOf(`
+ in eth0 203.0.113.9 tcp/22
- in eth0 203.0.113.9 tcp/23
+ in eth1 203.0.113.9 tcp/23
+ in eth0 2001:db8:40::9 tcp/23
# the cloud's resolver answers by UDP
+ in eth0 203.0.113.9 udp/53
`);

  it.each(turn())('$name', async ({ options, load }) => {
    const sources = [
      { name: 'aws.json', text: aws },
      { name: 'early.yaml', text: 'defaults: { earlyDrop: true }' },
    ];
    const { value } = await compile(sources, { hosts: ['i-0'], ...options });
    const lab = await openLab(plan);
    try {
      expect(await lab.load(value![0]!.text, load)).toMatchObject({ exitCode: 0 });
      const { tracked } = await fate(
        lab,
        rows.map(({ probe }) => probe),
      );
      expect(rows.filter((row) => tracked.has(row.probe.id) !== row.tracked)).toEqual([]);
      await serve(lab, 'host', 'tcp', address, 8090);
      expect(await ask(lab, 'host', 'tcp', address, 8090)).toBe('answer hello');
    } finally {
      await lab.close();
    }
  });
});

describeKernel('nothing that a normal stack opens is cut', () => {
  const rows = pairs(backends, families).map(([backend, family]) => ({
    name: backend.name,
    backend,
    family,
  }));
  const rowTurn = inTurn(oftenNftables(rows, ({ backend }) => backend.options.target));
  const asker = host({ egress: EVERYTHING });
  const ports = [1, 53, 68, 80, 81, 123, 500, 546, 5353, 32_768, 65_535];

  it.each(rowTurn())(
    'answers come to a client, whatever its port: $name $family',
    async ({ backend, family }) => {
      await withFirewall(backend, asker, plan, async (lab) => {
        for (const transport of ['tcp', 'udp'] as const) {
          await serve(lab, 'outside', transport, PEER[family], 8081);
          for (const port of ports)
            expect(await ask(lab, 'host', transport, PEER[family], 8081, { own: { port } })).toBe(
              'answer hello',
            );
          expect(await ask(lab, 'host', transport, PEER[family], 9999)).toBe('refused');
        }
      });
    },
  );

  it.each(rowTurn())('nor by TCP alone, where UDP is dropped: $name $family', async ({ backend, family }) => {
    await withFirewall(backend, host({ egress: TCP_ONLY }), plan, async (lab) => {
      await serve(lab, 'outside', 'tcp', PEER[family], 8081);
      for (const port of ports)
        expect(await ask(lab, 'host', 'tcp', PEER[family], 8081, { own: { port } })).toBe('answer hello');
      await serve(lab, 'host', 'tcp', OWN.eth0[family], 80);
      expect(await ask(lab, 'outside', 'tcp', OWN.eth0[family], 80)).toBe('answer hello');
      await serve(lab, 'host', 'udp', OWN.eth0[family], 8082);
      expect(await ask(lab, 'host', 'udp', OWN.eth0[family], 8082)).toBe('answer hello');
    });
  });

  it.each(rowTurn())(
    'nor what comes in fragments, of which one has ports: $name $family',
    async ({ backend, family }) => {
      const resolver = host({ egress: CLOSED }).replace(
        'ssh, from: 203.0.113.0/24',
        'udp/53, from: anywhere',
      );
      await withFirewall(backend, resolver, plan, async (lab) => {
        for (const port of [53, 54]) await serve(lab, 'host', 'udp', OWN.eth0[family], port);
        const text = 'x'.repeat(4000);
        expect(await ask(lab, 'outside', 'udp', OWN.eth0[family], 53, { text })).toBe(`answer ${text}`);
        expect(await ask(lab, 'outside', 'udp', OWN.eth0[family], 54, { text, seconds: 0.2 })).toBe(
          'timeout',
        );
      });
    },
  );

  // The host drops the first attempts of the peer, which goes on to answer the host's own.
  it.each(rowTurn())(
    'not even a connection that both ends open: $name $family',
    async ({ backend, family }) => {
      const [here, there] = [OWN.eth0[family], PEER[family]];
      const end = (port: number, address: string) => ({ seconds: 5, own: { port, address } });
      await withFirewall(backend, asker, plan, async (lab) => {
        const theirs = ask(lab, 'outside', 'tcp', here, 4000, end(5000, there));
        await new Promise((resolve) => setTimeout(resolve, 400));
        const ours = ask(lab, 'host', 'tcp', there, 5000, end(4000, here));
        expect(await Promise.all([ours, theirs])).toEqual(['answer hello', 'answer hello']);
      });
    },
  );
});

describeKernel('what stands behind an authentication header', () => {
  const definition = `
groups:
  web:
    ingress:
      - { allow: ah, from: '2001:db8:40::/48' }
      - { allow: ssh, from: [203.0.113.0/24, '2001:db8:50::/48'] }
    egress: []
hosts:
  dut:
    earlyDrop: true
    interfaces:
      eth0: { addresses: [${OWN.eth0.ipv4}, '${OWN.eth0.ipv6}'], groups: [web] }
`;
  const rows = [
    ['2001:db8:40::9 tcp/99', 'header', 'passes'],
    ['2001:db8:40::9 tcp/22', 'header', 'passes'],
    ['2001:db8:40::9 udp/99', 'header', 'passes'],
    ['2001:db8:50::9 tcp/99', 'header', 'is dropped'],
    // iptables-legacy looks behind the header for the protocol; for nftables the header is the protocol.
    ['2001:db8:50::9 tcp/22', 'header', 'passes legacy alone'],
    ['2001:db8:50::9 tcp/22', 'plain', 'passes'],
    ['2001:db8:40::9 tcp/99', 'plain', 'is dropped'],
    ['2001:db8:40::9 tcp/22', 'plain', 'is dropped'],
    ['2001:db8:40::9 udp/99', 'plain', 'is dropped'],
    ['203.0.113.9 tcp/99', 'plain', 'is dropped'],
  ] as const;

  it.each(turn())('passes if a rule allows the header: $name', async (backend) => {
    await withFirewall(backend, definition, plan, async (lab) => {
      const probes = rows.map(([text, header], id) => ({
        ...packet(`in eth0 ${text}`, id),
        authenticated: header === 'header',
      }));
      const arrived = await lab.probe(probes);
      const seen = rows.map(([text, header], id) => [
        text,
        header,
        arrived.has(id) ? 'passes' : 'is dropped',
      ]);
      const legacy = backend.options.xtables === 'legacy' ? 'passes' : 'is dropped';
      expect(seen).toEqual(
        rows.map(([text, header, fate]) => [text, header, fate === 'passes legacy alone' ? legacy : fate]),
      );
    });
  });
});
