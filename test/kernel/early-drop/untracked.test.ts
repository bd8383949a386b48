import { it } from 'vitest';
import { inTurn } from '../../support/sample.js';
import { mixedBackends } from '../backends.js';
import { OWN } from '../packets.js';
import { describeKernel, type Probe } from '../rig/index.js';
import { CLOSED, EVERYTHING, expectTracked, host, PEER, type Row, rowsOf, TCP_ONLY } from './support.js';

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
