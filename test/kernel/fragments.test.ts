import { expect, it } from 'vitest';
import { inTurn } from '../support/sample.js';
import { mixedBackends } from './backends.js';
import { withFirewall } from './firewall.js';
import { ask, describeKernel, type LabPlan, serve } from './rig/index.js';

const OWN = { ipv4: '10.0.1.10', ipv6: '2001:db8:1::10' } as const;
const PEER = { ipv4: '198.51.100.7', ipv6: '2001:db8:ff::7' } as const;

const plan: LabPlan = {
  interfaces: [{ device: 'eth0', addresses: Object.values(OWN), peers: Object.values(PEER) }],
};

const stateless = '{ established: false, related: false, invalid: ignore }';

const definition = (defaults: string, more = '') => `
defaults: ${defaults}
groups:
  app: { ingress: [{ allow: udp/5000, from: ['${PEER.ipv4}', '${PEER.ipv6}'] }] }
hosts:
  dut: { ${more}interfaces: { eth0: { addresses: ['${OWN.ipv4}', '${OWN.ipv6}'], groups: [app] } } }
`;

const turn = inTurn(mixedBackends);

/** More than two frames hold. */
const text = 'x'.repeat(4000);

describeKernel('fragments are judged by the whole packet', () => {
  it.each(
    [
      { kind: 'with the state of connections', host: definition('{}') },
      { kind: 'without', host: definition(stateless) },
      { kind: 'without, with early drop', host: definition(stateless, 'earlyDrop: true, ') },
    ].flatMap((row) => turn().map((backend) => ({ ...row, backend, name: backend.name }))),
  )('$kind: $name', async ({ backend, host }) => {
    await withFirewall(backend, host, plan, async (lab) => {
      for (const family of ['ipv4', 'ipv6'] as const) {
        const own = { port: 40_000, address: PEER[family] };
        for (const port of [5000, 5001]) await serve(lab, 'host', 'udp', OWN[family], port);
        expect([family, await ask(lab, 'outside', 'udp', OWN[family], 5000, { text, own })]).toEqual([
          family,
          `answer ${text}`,
        ]);
        expect(await ask(lab, 'outside', 'udp', OWN[family], 5001, { text, own, seconds: 0.2 })).toBe(
          'timeout',
        );
      }
    });
  });
});
