import { expect, it } from 'vitest';
import { inTurn } from '../../support/sample.js';
import { mixedBackends } from '../backends.js';
import { withFirewall } from '../firewall.js';
import { OWN, packet } from '../packets.js';
import { describeKernel } from '../rig/index.js';
import { plan } from './support.js';

const turn = inTurn(mixedBackends, 1, 7);

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
  const rows: readonly (readonly [to: string, header: 'header' | 'plain', fate: string])[] = [
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
  ];

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
