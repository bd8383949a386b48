import { expect, it } from 'vitest';
import { inTurn, pairs } from '../../support/sample.js';
import { backends, oftenNftables } from '../backends.js';
import { withFirewall } from '../firewall.js';
import { OWN } from '../packets.js';
import { ask, describeKernel, serve } from '../rig/index.js';
import { CLOSED, EVERYTHING, host, PEER, plan, TCP_ONLY } from './support.js';

const families = ['ipv4', 'ipv6'] as const;

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
