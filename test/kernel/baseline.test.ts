import { expect, it } from 'vitest';
import { inTurn } from '../support/sample.js';
import { type Loading, mixedBackends } from './backends.js';
import { withFirewall } from './firewall.js';
import { ask, describeKernel, type LabPlan, type Probe, serve } from './rig/index.js';

const OWN = { ipv4: '10.0.1.10', ipv6: '2001:db8:1::10', link: 'fe80::10' } as const;
const OTHER = { ipv4: '10.0.2.10', ipv6: '2001:db8:2::10', link: 'fe80::20' } as const;

const plan: LabPlan = {
  interfaces: [
    { device: 'eth0', addresses: Object.values(OWN), peers: ['203.0.113.5'] },
    { device: 'eth1', addresses: Object.values(OTHER) },
  ],
};

/** The definition knows eth0 alone, by its name or by its addresses. */
function host(
  match: 'device' | 'addresses',
  settings = '',
  addresses: readonly string[] = Object.values(OWN),
) {
  return `
groups: { none: { ingress: [], egress: [] } }
hosts:
  dut:
${settings.replace(/^/gm, '    ')}
    interfaces:
      ${match === 'device' ? 'eth0' : `first: { match: addresses`}${match === 'device' ? ': { ' : ', '}addresses: ['${addresses.join("', '")}'], groups: [none] }
`;
}

type Load = Omit<Probe, 'id' | 'device' | 'family'>;

const udp = (source: string, sourcePort: number, destination: string, port: number): Load => ({
  direction: 'ingress',
  protocol: 17,
  source,
  sourcePort,
  destination,
  port,
});

const icmpv6 = (type: number, hopLimit: number, source: string, destination: string): Load => ({
  direction: 'ingress',
  protocol: 58,
  type,
  code: 0,
  hopLimit,
  source,
  destination,
});

const out = ({ source, destination, sourcePort, port, ...load }: Load): Load => ({
  ...load,
  direction: 'egress',
  source: destination,
  destination: source,
  ...(port !== undefined && { port: sourcePort!, sourcePort: port }),
});

/** What the baseline admits on a device of the definition. */
const admitted = (own: { readonly [K in keyof typeof OWN]: string }): readonly Load[] => [
  // A router of this link, wherever its advertisement says that the default route goes.
  icmpv6(134, 255, 'fe80::1', own.link),
  icmpv6(134, 255, 'fe80::1', 'ff02::1'),
  icmpv6(135, 255, 'fe80::1', own.ipv6),
  icmpv6(130, 1, 'fe80::1', 'ff02::1'),
  // Servers and relays of private networks, of this link, and of a provider's own.
  ...['10.9.9.9', '172.31.1.1', '192.168.0.1', '169.254.1.1', '100.64.0.1'].map((server) =>
    udp(server, 67, own.ipv4, 68),
  ),
  // No router passes this on, so whoever sent it is on this link.
  udp('203.0.113.5', 67, '255.255.255.255', 68),
  // Fact 38: from whatever address, to one of this link.
  udp('fe80::1', 547, own.link, 546),
  udp('2001:db8:99::1', 547, own.link, 546),
  out(icmpv6(136, 255, 'fe80::1', own.link)),
  out(udp('203.0.113.5', 67, own.ipv4, 68)),
];

/** What looks nearly like it. */
const refused = (own: { readonly [K in keyof typeof OWN]: string }): readonly Load[] => [
  icmpv6(134, 254, '2001:db8:9::1', own.ipv6),
  udp('203.0.113.5', 67, own.ipv4, 68),
  udp('172.32.0.1', 67, own.ipv4, 68),
  udp('100.128.0.1', 67, own.ipv4, 68),
  udp('10.9.9.9', 67, own.ipv4, 69),
  udp('10.9.9.9', 66, own.ipv4, 68),
  udp('203.0.113.5', 66, '255.255.255.255', 68),
  udp('2001:db8:99::1', 547, own.ipv6, 546),
  udp('fe80::1', 547, own.ipv6, 546),
];

const on = (device: string, loads: readonly Load[], first = 0): readonly Probe[] =>
  loads.map((load, at) => ({
    ...load,
    id: first + at,
    device,
    family: load.source.includes(':') ? 'ipv6' : 'ipv4',
  }));

const ids = (probes: readonly Probe[]) => new Set(probes.map(({ id }) => id));

const turn = inTurn(mixedBackends);

describeKernel('the baseline (fact 20)', () => {
  const eth0 = on('eth0', admitted(OWN));
  const eth1 = on('eth1', admitted(OTHER), 100);
  const near = on('eth0', refused(OWN), 200);

  it.each(turn())('holds on the devices of the definition alone: $name', async (backend: Loading) => {
    await withFirewall(backend, host('device'), plan, async (lab) => {
      expect(await lab.probe([...eth0, ...eth1, ...near])).toEqual(ids(eth0));
    });
  });

  it.each(turn())('holds with loopback switched off too: $name', async (backend: Loading) => {
    await withFirewall(backend, host('device', 'loopback: false'), plan, async (lab) => {
      expect(await lab.probe([...eth0, ...eth1, ...near])).toEqual(ids(eth0));
    });
  });

  it.each(turn())(
    'holds on every device that has no name of its own, where addresses tell interfaces: $name',
    async (backend: Loading) => {
      await withFirewall(backend, host('addresses'), plan, async (lab) => {
        expect(await lab.probe([...eth0, ...eth1, ...near])).toEqual(ids([...eth0, ...eth1]));
      });
    },
  );

  it.each(turn())('and then for the families of their addresses: $name', async (backend: Loading) => {
    await withFirewall(backend, host('addresses', '', [OWN.ipv4]), plan, async (lab) => {
      const v4 = eth0.filter(({ family }) => family === 'ipv4');
      expect(await lab.probe([...eth0, ...near])).toEqual(ids(v4));
    });
  });

  it.each(turn())('is admitted by a trusted device as everything is: $name', async (backend: Loading) => {
    const trusting = `${host('device')}      eth1: { trusted: true }\n`;
    await withFirewall(backend, trusting, plan, async (lab) => {
      const trusted = on('eth1', refused(OTHER), 300);
      expect(await lab.probe([...eth0, ...eth1, ...near, ...trusted])).toEqual(
        ids([...eth0, ...eth1, ...trusted]),
      );
    });
  });

  it.each(turn())(
    'a renewal is answered by a server of any address: it belongs to a flow: $name',
    async (backend: Loading) => {
      await withFirewall(backend, host('device'), plan, async (lab) => {
        await serve(lab, 'outside', 'udp', '203.0.113.5', 67);
        const own = { port: 68, address: OWN.ipv4 };
        expect(await ask(lab, 'host', 'udp', '203.0.113.5', 67, { own })).toBe('answer hello');
      });
    },
  );
});
