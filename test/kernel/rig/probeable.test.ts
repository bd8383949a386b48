import { expect, it } from 'vitest';
import { BOTH_WAYS, base, mismatches, nftRun, PLAN, packets } from './example.js';
import { describeKernel, differences, probeable, runBatch, trackingState } from './index.js';

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
