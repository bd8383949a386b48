import { expect, it } from 'vitest';
import { inTurn } from '../support/sample.js';
import { mixedBackends } from './backends.js';
import { withFirewall, withFirewalls } from './firewall.js';
import { OWN } from './packets.js';
import { ask, describeKernel, type Frame, type Lab, type LabPlan, type Probe, serve } from './rig/index.js';

const PEER = { ipv4: '198.51.100.7', ipv6: '2001:db8:ff::7' } as const;
const families = ['ipv4', 'ipv6'] as const;

const plan: LabPlan = {
  interfaces: [
    { device: 'eth0', addresses: Object.values(OWN.eth0), peers: Object.values(PEER) },
    { device: 'eth1', addresses: Object.values(OWN.eth1) },
  ],
};

const groups = `
groups:
  g: { ingress: [{ allow: [tcp/8080, udp/8080], from: anywhere }], egress: [] }
`;
const addresses = `addresses: ['${OWN.eth0.ipv4}', '${OWN.eth0.ipv6}'], groups: [g]`;

/** Nothing may be sent, and nobody speaks of eth1. */
const byDevice = (settings = '') => `${groups}
hosts: { dut: { refuse: reject, ${settings} interfaces: { eth0: { ${addresses} } } } }
`;

/** The interface has eth1's packets too, where they are for its addresses. */
const byAddress = `${groups}
hosts: { dut: { refuse: reject, interfaces: { first: { match: addresses, ${addresses} } } } }
`;

/** What a packet is for and what it carries, with its TCP flags and its source, if they matter; and how it is answered. */
const table = `
# what begins a flow
reset      eth0 own4 tcp/22
reset      eth0 own6 tcp/22
prohibited eth0 own4 udp/9
prohibited eth0 own6 udp/9
prohibited eth0 own4 icmp/8
prohibited eth0 own6 icmp/128
prohibited eth0 own4 protocol/50
prohibited eth0 own6 protocol/50
reset      eth0 own6 tcp/22 02 fe80::7
prohibited eth0 own6 udp/9 - fe80::8
# a connection that was there before the firewall
reset      eth0 own4 tcp/23 10
reset      eth0 own6 tcp/23 10
# of no flow: SYN and FIN, a reset, an answer to nothing, an ICMP error about nothing, a neighbour that is none
-          eth0 own4 tcp/24 03
-          eth0 own6 tcp/24 03
-          eth0 own4 tcp/25 04
-          eth0 own6 tcp/25 04
-          eth0 own4 tcp/26 12
-          eth0 own6 tcp/26 12
-          eth0 own4 icmp/0
-          eth0 own6 icmp/129
-          eth0 own4 icmp/3/1
-          eth0 own6 icmp/1/1
-          eth0 own4 icmp/5/1
-          eth0 own6 icmp/135
# for many
-          eth0 224.0.0.1 udp/9
-          eth0 224.0.0.1 tcp/9
-          eth0 224.0.0.1 icmp/8
-          eth0 224.0.0.1 protocol/50
-          eth0 255.255.255.255 udp/9
-          eth0 10.0.1.255 udp/9
-          eth0 10.0.1.255 tcp/9
-          eth0 ff02::1 udp/9
-          eth0 ff02::1 tcp/9
-          eth0 ff02::1 icmp/128
-          eth0 ff02::1 protocol/50
# from nobody
-          eth0 own4 udp/9 - 0.0.0.0
-          eth0 own4 tcp/9 02 255.255.255.255
-          eth0 own4 udp/9 - 224.0.0.1
-          eth0 own6 udp/9 - ::
-          eth0 own6 tcp/9 02 ff02::1
# on a device that nobody speaks of
-          eth1 10.0.2.10 tcp/22
-          eth1 10.0.2.10 udp/9
-          eth1 2001:db8:2::10 tcp/22
`;

interface Row {
  readonly answer: string;
  readonly probe: Probe;
}

/** Each packet has a source of its own, so that its answer is known by whom it is for. */
const rows = table
  .split('\n')
  .filter((line) => /^[a-z-]/.test(line))
  .map((line, id): Row => {
    const [answer = '', device = '', to = '', load = '', flags = '-', from] = line.split(/\s+/);
    const destination = to.replace('own4', OWN.eth0.ipv4).replace('own6', OWN.eth0.ipv6);
    const family = destination.includes(':') ? 'ipv6' : 'ipv4';
    const source = from ?? (family === 'ipv4' ? `198.51.100.${100 + id}` : `2001:db8:ff::${100 + id}`);
    const probe = {
      id,
      direction: 'ingress',
      device,
      family,
      source,
      destination,
      ...loadOf(load, family),
    } as const;
    return { answer, probe: flags === '-' ? probe : { ...probe, flags: Number.parseInt(flags, 16) } };
  });

function loadOf(text: string, family: Probe['family']) {
  const [name, first, second] = text.split('/');
  if (name === 'tcp') return { protocol: 6, port: Number(first) };
  if (name === 'udp') return { protocol: 17, port: Number(first) };
  if (name === 'protocol') return { protocol: Number(first) };
  return { protocol: family === 'ipv4' ? 1 : 58, type: Number(first), code: Number(second ?? 0) };
}

const RST = 4;

function answerOf({ family, protocol, flags = 0, type, code }: Frame): string {
  if (protocol === 6) return (flags & RST) === 0 ? 'TCP' : 'reset';
  const prohibited = family === 'ipv4' ? '3/13' : '1/1';
  return `${type}/${code}` === prohibited ? 'prohibited' : `${protocol}: ${type}/${code}`;
}

async function answersTo(lab: Lab, asked: readonly Row[]): Promise<readonly string[]> {
  const frames = await lab.exchange(asked.map(({ probe }) => probe));
  return asked.map(({ probe }) => {
    const own = frames.filter(({ device, destination, source }) => {
      return device === probe.device && destination === probe.source && source === probe.destination;
    });
    return own.length === 0 ? '-' : own.map(answerOf).join();
  });
}

const turn = inTurn(mixedBackends);

describeKernel('refuse: reject answers what begins a flow, and nothing else', () => {
  it.each(turn(2))('of a device: $name', async (backend) => {
    await withFirewall(backend, byDevice(), plan, async (lab) => {
      const route = ['broadcast', '10.0.1.255', 'dev', 'eth0', 'table', 'local'];
      await lab.exec('host', ['ip', 'route', 'add', ...route]);
      const answers = await answersTo(lab, rows);
      expect(answers.map((answer, i) => ({ ...rows[i]!, answer }))).toEqual(rows);
      // That nobody else got one: answers are for whoever has asked.
      const frames = await lab.exchange(
        rows.filter(({ answer }) => answer === '-').map(({ probe }) => probe),
      );
      expect(frames.filter(({ protocol, type }) => protocol !== 58 || type! < 133)).toEqual([]);
    });
  });

  it.each(turn())('of an interface that addresses tell: $name', async (backend) => {
    await withFirewall(backend, byAddress, plan, async (lab) => {
      const asked = rows.filter(({ probe }) => probe.device === 'eth0' && !/^fe80/.test(probe.source));
      expect(await answersTo(lab, asked)).toEqual(asked.map(({ answer }) => answer));
    });
  });

  it.each(turn())('not what is invalid, where rules judge that: $name', async (backend) => {
    await withFirewall(backend, byDevice('invalid: ignore,'), plan, async (lab) => {
      expect(await answersTo(lab, rows)).toEqual(rows.map(({ answer }) => answer));
    });
  });
});

describeKernel('who is refused learns it at once', () => {
  it.each(turn(2))('from outside and on the host, and what is allowed goes on: $name', async (backend) => {
    await withFirewall(backend, byDevice(), plan, async (lab) => {
      for (const family of families) {
        const far = family === 'ipv4' ? 'failed No route to host' : 'failed Permission denied';
        expect(await ask(lab, 'outside', 'tcp', OWN.eth0[family], 22, { seconds: 5 })).toBe('refused');
        expect(await ask(lab, 'outside', 'udp', OWN.eth0[family], 9, { seconds: 5 })).toBe(far);
        expect(await ask(lab, 'host', 'tcp', PEER[family], 22, { seconds: 5 })).toBe('refused');
        expect(await ask(lab, 'host', 'udp', PEER[family], 9)).toBe('failed Operation not permitted');
        for (const transport of ['tcp', 'udp'] as const) {
          await serve(lab, 'host', transport, OWN.eth0[family], 8080);
          expect(await ask(lab, 'outside', transport, OWN.eth0[family], 8080)).toBe('answer hello');
        }
      }
    });
  });
});

describeKernel('what is refused is no flow', () => {
  const common = (i: number) => ({ id: i, device: 'eth0', family: families[i]!, protocol: 17 });
  const asked = families.map((family, i): Probe => {
    const ends = { source: PEER[family], destination: OWN.eth0[family], sourcePort: 40_000, port: 9 };
    return { ...common(i), ...ends, direction: 'ingress' };
  });
  const back = families.map((family, i): Probe => {
    const ends = { source: OWN.eth0[family], destination: PEER[family], sourcePort: 9, port: 40_000 };
    return { ...common(i), ...ends, direction: 'egress' };
  });

  it.each(turn())('so nobody but the kernel can answer it: $name', async (backend) => {
    await withFirewalls(backend, plan, [
      [
        byDevice(),
        async (lab) => {
          expect((await lab.exchange(asked)).map(answerOf)).toEqual(['prohibited', 'prohibited']);
          expect(await lab.probe(back)).toEqual(new Set());
        },
      ],
      [
        byDevice().replace('udp/8080', 'udp/9'),
        async (lab) => {
          await lab.exchange(asked);
          expect(await lab.probe(back)).toEqual(new Set([0, 1]));
        },
      ],
    ]);
  });
});

describeKernel('answers are limited', () => {
  const flood = (protocol: 6 | 17, count: number) =>
    Array.from({ length: count }, (_, id): Probe => {
      const ends = { source: PEER.ipv4, destination: OWN.eth0.ipv4 };
      return {
        id,
        direction: 'ingress',
        device: 'eth0',
        family: 'ipv4',
        protocol,
        ...ends,
        port: 22,
        sourcePort: 10_000 + id,
      };
    });

  it.each(turn(2))('resets, to 200 and as many a second: $name', async (backend) => {
    await withFirewall(backend, byDevice(), plan, async (lab) => {
      const start = performance.now();
      const frames = await lab.exchange(flood(6, 1000));
      const seconds = (performance.now() - start) / 1000;
      const resets = frames.filter((frame) => answerOf(frame) === 'reset').length;
      expect(resets).toBeGreaterThanOrEqual(200);
      expect(resets).toBeLessThanOrEqual(200 + Math.ceil(200 * seconds));
      expect(resets).toBeLessThan(900);
    });
  });

  it.each(turn())('ICMP errors, by the kernel: $name', async (backend) => {
    await withFirewall(backend, byDevice(), plan, async (lab) => {
      expect(await lab.exec('host', ['sysctl', '-qw', 'net.ipv4.icmp_ratelimit=1000'])).toMatchObject({
        exitCode: 0,
      });
      const frames = await lab.exchange(flood(17, 300));
      const errors = frames.filter((frame) => answerOf(frame) === 'prohibited').length;
      expect(errors).toBeGreaterThan(0);
      expect(errors).toBeLessThan(20);
    });
  });
});
