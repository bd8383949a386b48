import { expect, it } from 'vitest';
import { inTurn, pairs } from '../support/sample.js';
import { backends, type Loading, mixedBackends, oftenNftables } from './backends.js';
import { withFirewall, withFirewalls } from './firewall.js';
import { ask, describeKernel, type LabPlan, type Probe, serve } from './rig/index.js';

const OWN = { ipv4: '10.0.1.10', ipv6: '2001:db8:1::10' } as const;
const PEER = { ipv4: '198.51.100.7', ipv6: '2001:db8:ff::7' } as const;
const families = ['ipv4', 'ipv6'] as const;

const plan: LabPlan = {
  interfaces: [{ device: 'eth0', addresses: Object.values(OWN), peers: Object.values(PEER) }],
};

function host(group: string, settings = ''): string {
  return `
groups:
  g: ${group}
hosts:
  dut:
${settings.replace(/^/gm, '    ')}
    interfaces:
      eth0: { addresses: ['${OWN.ipv4}', '${OWN.ipv6}'], groups: [g] }
`;
}

const server = '{ ingress: [{ allow: [tcp/8080, udp/8080], from: anywhere }], egress: [] }';
const client = '{ ingress: [] }';
const closed = '{ ingress: [], egress: [] }';

/** Every backend and family, as rows of a test. */
const rows = pairs(backends, families).map(([backend, family]) => ({ name: backend.name, backend, family }));

const turn = inTurn(mixedBackends);
const rowTurn = inTurn(oftenNftables(rows, ({ backend }) => backend.options.target));

type Row = { readonly backend: Loading; readonly family: (typeof families)[number] };

describeKernel('replies pass whatever the rules say (fact 16)', () => {
  it.each(rowTurn())(
    'of a server that may start nothing: $name $family',
    async ({ backend, family }: Row) => {
      await withFirewall(backend, host(server), plan, async (lab) => {
        for (const transport of ['tcp', 'udp'] as const) {
          await serve(lab, 'host', transport, OWN[family], 8080);
          await serve(lab, 'outside', transport, PEER[family], 8081);
          expect(await ask(lab, 'outside', transport, OWN[family], 8080)).toBe('answer hello');
          expect(await ask(lab, 'host', transport, PEER[family], 8081, { seconds: 0.2 })).not.toMatch(
            /^answer/,
          );
        }
      });
    },
  );

  it.each(rowTurn())('to a client that lets nothing in: $name $family', async ({ backend, family }: Row) => {
    await withFirewall(backend, host(client), plan, async (lab) => {
      for (const transport of ['tcp', 'udp'] as const) {
        await serve(lab, 'host', transport, OWN[family], 8080);
        await serve(lab, 'outside', transport, PEER[family], 8081);
        expect(await ask(lab, 'host', transport, PEER[family], 8081)).toBe('answer hello');
        expect(await ask(lab, 'outside', transport, OWN[family], 8080, { seconds: 0.2 })).toBe('timeout');
      }
    });
  });
});

describeKernel('ICMP errors of an allowed flow pass unless switched off (fact 18)', () => {
  it.each(rowTurn())('in: $name $family', async ({ backend, family }: Row) => {
    await withFirewalls(backend, plan, [
      [
        host(client),
        async (lab) => {
          expect(await ask(lab, 'host', 'udp', PEER[family], 9999)).toBe('refused');
        },
      ],
      [
        host(client, 'related: false'),
        async (lab) => {
          expect(await ask(lab, 'host', 'udp', PEER[family], 9999, { seconds: 0.2 })).toBe('timeout');
        },
      ],
    ]);
  });

  it.each(rowTurn())('out: $name $family', async ({ backend, family }: Row) => {
    await withFirewalls(backend, plan, [
      [
        host(server),
        async (lab) => {
          expect(await ask(lab, 'outside', 'udp', OWN[family], 8080)).toBe('refused');
        },
      ],
      [
        host(server, 'related: false'),
        async (lab) => {
          expect(await ask(lab, 'outside', 'udp', OWN[family], 8080, { seconds: 0.2 })).toBe('timeout');
        },
      ],
    ]);
  });
});

describeKernel('the baseline', () => {
  const wire: LabPlan = { ...plan, neighbours: 'discovered' };

  it.each(turn())('neighbours are found with everything else closed: $name', async (backend) => {
    await withFirewall(backend, host(server), wire, async (lab) => {
      for (const family of families) {
        await serve(lab, 'host', 'tcp', OWN[family], 8080);
        expect(await ask(lab, 'outside', 'tcp', OWN[family], 8080, { seconds: 2 })).toBe('answer hello');
      }
    });
  });

  it.each(turn())('without it no IPv6 neighbour is found: $name', async (backend) => {
    await withFirewall(backend, host(server, 'baseline: false'), wire, async (lab) => {
      await serve(lab, 'host', 'tcp', OWN.ipv6, 8080);
      expect(await ask(lab, 'outside', 'tcp', OWN.ipv6, 8080, { seconds: 0.5 })).not.toMatch(/^answer/);
    });
  });

  it.each(turn())('loopback passes, unless switched off: $name', async (backend) => {
    for (const [settings, answer] of [
      ['', /^answer hello$/],
      ['loopback: false', /^(?!answer)/],
    ] as const) {
      await withFirewall(backend, host(closed, settings), plan, async (lab) => {
        for (const address of ['127.0.0.1', '::1']) {
          await serve(lab, 'host', 'tcp', address, 8082);
          expect(await ask(lab, 'host', 'tcp', address, 8082, { seconds: 0.2 })).toMatch(answer);
        }
      });
    }
  });
});

describeKernel('what no rule speaks of', () => {
  const two: LabPlan = {
    interfaces: [
      { device: 'eth0', addresses: Object.values(OWN) },
      {
        device: 'eth1',
        addresses: ['10.0.2.10', '2001:db8:2::10'],
        routes: ['192.0.2.0/24', '2001:db8:e::/48'],
      },
    ],
    forward: true,
  };

  const through = families.map(
    (family, id): Probe => ({
      id,
      direction: 'forward',
      device: 'eth0',
      family,
      protocol: 17,
      source: PEER[family],
      destination: family === 'ipv4' ? '192.0.2.1' : '2001:db8:e::1',
      port: 53,
    }),
  );

  const open = '{ ingress: [{ allow: all, from: anywhere }] }';

  it.each(turn())('forwarded packets are dropped, unless the hook is left alone: $name', async (backend) => {
    await withFirewalls(backend, two, [
      [
        host(open),
        async (lab) => {
          expect(await lab.probe(through)).toEqual(new Set());
        },
      ],
      [
        host(open, 'forward: ignore'),
        async (lab) => {
          expect(await lab.probe(through)).toEqual(new Set([0, 1]));
        },
      ],
    ]);
  });

  const onEth1 = families.map(
    (family, id): Probe => ({
      id,
      direction: 'ingress',
      device: 'eth1',
      family,
      protocol: 6,
      source: PEER[family],
      destination: family === 'ipv4' ? '10.0.2.10' : '2001:db8:2::10',
      port: 22,
    }),
  );

  it.each(turn())(
    'an interface that is not named is dropped, a trusted one accepts: $name',
    async (backend) => {
      await withFirewalls(backend, two, [
        [
          host(open),
          async (lab) => {
            expect(await lab.probe(onEth1)).toEqual(new Set());
          },
        ],
        [
          `${host(closed)}      eth1: { trusted: true }\n`,
          async (lab) => {
            expect(await lab.probe(onEth1)).toEqual(new Set([0, 1]));
          },
        ],
      ]);
    },
  );

  it.each(turn())(
    'what connection tracking calls invalid is dropped on a trusted interface too, unless rules decide: $name',
    async (backend) => {
      // A SYN and a FIN at once begin no flow.
      const invalid = onEth1.map((probe) => ({ ...probe, flags: 3 }));
      const trusted = `${host(closed)}      eth1: { trusted: true }\n`;
      const ignoring = `${host(closed, 'invalid: ignore')}      eth1: { trusted: true }\n`;
      await withFirewalls(backend, two, [
        [
          trusted,
          async (lab) => {
            expect(await lab.probe(invalid)).toEqual(new Set());
          },
        ],
        [
          ignoring,
          async (lab) => {
            expect(await lab.probe(invalid)).toEqual(new Set([0, 1]));
          },
        ],
      ]);
    },
  );
});
