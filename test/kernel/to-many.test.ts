import { expect, it } from 'vitest';
import { inTurn } from '../support/sample.js';
import { mixedBackends } from './backends.js';
import { withFirewall } from './firewall.js';
import { describeKernel, type LabPlan, type Probe } from './rig/index.js';

const OWN = { ipv4: '10.0.1.10', ipv6: '2001:db8:1::10' } as const;

const plan: LabPlan = {
  interfaces: [
    { device: 'eth0', addresses: Object.values(OWN) },
    { device: 'eth1', addresses: ['10.0.2.10', '2001:db8:2::10'] },
  ],
};

const groups = `
groups:
  app:
    ingress: [{ allow: [udp/5353, udp/5000, vrrp], from: [198.51.100.0/24, 'fe80::/10'] }]
    egress: [{ allow: [udp/5353, vrrp], to: [224.0.0.0/4, 255.255.255.255, 'ff02::/16'] }]
  closed: { egress: [] }
`;

const byDevice = `${groups}
hosts: { dut: { interfaces: { eth0: { addresses: [${OWN.ipv4}, '${OWN.ipv6}'], groups: [app] } } } }
`;

const byAddress = `${groups}
hosts:
  dut:
    interfaces:
      first: { match: addresses, addresses: [${OWN.ipv4}, '${OWN.ipv6}'], groups: [app] }
      eth1: { addresses: [10.0.2.10], groups: [closed] }
`;

const several = `${groups}
hosts:
  dut:
    interfaces:
      first: { match: addresses, addresses: [${OWN.ipv4}, '${OWN.ipv6}'], groups: [app] }
      second: { match: addresses, addresses: [10.0.2.10, '2001:db8:2::10'], groups: [closed] }
`;

type Row = readonly [
  passes: boolean,
  device: string,
  source: string,
  destination: string,
  what: number | 'vrrp',
];

/** To 224.0.0.1 and ff02::1, which every host listens to; the kernel drops what is for groups that nobody has joined. */
const incoming: readonly Row[] = [
  [true, 'eth0', '198.51.100.7', '224.0.0.1', 5353],
  [true, 'eth0', '198.51.100.7', '224.0.0.1', 'vrrp'],
  [true, 'eth0', '198.51.100.7', '255.255.255.255', 5000],
  [true, 'eth0', '198.51.100.7', '10.0.1.255', 5000],
  [true, 'eth0', 'fe80::7', 'ff02::1', 5353],
  [true, 'eth0', 'fe80::7', 'ff02::1', 'vrrp'],
  [false, 'eth0', '198.51.101.7', '224.0.0.1', 5353],
  [false, 'eth0', '198.51.100.7', '224.0.0.1', 5354],
  [false, 'eth0', '198.51.100.7', '255.255.255.255', 5001],
  [false, 'eth0', '198.51.100.7', '10.0.1.255', 5001],
  [false, 'eth0', '2001:db8:9::7', 'ff02::1', 5353],
  [false, 'eth1', '198.51.100.7', '224.0.0.1', 5353],
  [false, 'eth1', '198.51.100.7', '255.255.255.255', 5000],
  [false, 'eth1', 'fe80::7', 'ff02::1', 5353],
];

const outgoing: readonly Row[] = [
  [true, 'eth0', OWN.ipv4, '224.0.0.251', 5353],
  [true, 'eth0', OWN.ipv4, '224.0.0.18', 'vrrp'],
  [true, 'eth0', OWN.ipv4, '255.255.255.255', 5353],
  [true, 'eth0', 'fe80::10', 'ff02::fb', 5353],
  [false, 'eth0', OWN.ipv4, '224.0.0.251', 5354],
  [false, 'eth0', OWN.ipv4, '10.0.1.255', 5353],
  [false, 'eth1', '10.0.2.10', '224.0.0.251', 5353],
];

const probesOf = (rows: readonly Row[], direction: Probe['direction'], first: number) =>
  rows.map(([passes, device, source, destination, what], at) => {
    const load = what === 'vrrp' ? { protocol: 112 } : { protocol: 17, port: what };
    const family = source.includes(':') ? ('ipv6' as const) : ('ipv4' as const);
    const probe: Probe = { id: first + at, direction, device, family, source, destination, ...load };
    return { passes, probe };
  });

const kinds = [
  { kind: 'of a device', definition: byDevice },
  { kind: 'of the only interface that addresses tell', definition: byAddress },
  { kind: 'of none, where addresses tell several', definition: several },
];
const turn = inTurn(mixedBackends);

const rows = [...probesOf(incoming, 'ingress', 0), ...probesOf(outgoing, 'egress', 100)];

describeKernel('multicast and broadcast are judged by the rules', () => {
  it.each(kinds.flatMap((row) => turn().map((backend) => ({ ...row, backend, name: backend.name }))))(
    '$kind: $name',
    async ({ backend, definition }) => {
      await withFirewall(backend, definition, plan, async (lab) => {
        const route = ['broadcast', '10.0.1.255', 'dev', 'eth0', 'table', 'local'];
        await lab.exec('host', ['ip', 'route', 'add', ...route]);
        const passing = rows.filter(({ passes, probe }) => {
          if (definition !== several) return passes;
          // What the host sends has its own address.
          return passes && probe.direction === 'egress' && probe.source === OWN.ipv4;
        });
        const found = await lab.probe(rows.map(({ probe }) => probe));
        expect(found).toEqual(new Set(passing.map(({ probe }) => probe.id)));
      });
    },
  );
});
