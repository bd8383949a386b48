import { expect, it } from 'vitest';
import { BOTH_WAYS, base, mismatches, nftRun, PLAN, packets } from './rig/example.js';
import { describeKernel, differences, type Probe, runBatch, SCRIPT } from './rig/index.js';

const EVERYTHING = packets(
  ['203.0.113.9', '2001:db8:40::9'],
  BOTH_WAYS.flatMap((way) => [
    ...[6, 17, 33, 132, 136, 47, 50, 99].map((protocol) => ({ ...way, protocol, port: 443 })),
    { ...way, protocol: 1, type: 8, code: 0 },
    { ...way, protocol: 58, type: 128, code: 0 },
  ]),
);

describeKernel('a batch of volleys', () => {
  it('brings every packet through where nothing filters', async () => {
    expect(await mismatches({ name: 'no firewall', probes: EVERYTHING }, () => true)).toEqual([]);
    const open = base('input', 'accept') + base('output', 'accept');
    expect(await mismatches(nftRun('accept', open, EVERYTHING), () => true)).toEqual([]);
  });

  it('brings none through where all is dropped, in one direction or both', async () => {
    const input = nftRun('input', base('input', 'drop'), EVERYTHING);
    const output = nftRun('output', base('output', 'drop'), EVERYTHING);
    const both = nftRun('both', base('input', 'drop') + base('output', 'drop'), EVERYTHING);
    const results = await runBatch(PLAN, [input, output, both]);
    expect(differences(input, results[0]!, (probe) => probe.direction === 'egress')).toEqual([]);
    expect(differences(output, results[1]!, (probe) => probe.direction === 'ingress')).toEqual([]);
    expect(differences(both, results[2]!, () => false)).toEqual([]);
  });

  it.each([
    ['ingress', 'input', 'saddr'],
    ['egress', 'output', 'daddr'],
  ] as const)('finds the exact edges of ports and prefixes: %s', async (direction, hook, side) => {
    const inside = ['203.0.113.0', '203.0.113.255', '2001:db8:40::', '2001:db8:40:ffff:ffff:ffff:ffff:ffff'];
    const beside = ['203.0.112.255', '203.0.114.0', '2001:db8:3f:ffff:ffff:ffff:ffff:ffff', '2001:db8:41::'];
    const ways = ['eth0', 'eth1'].map((device) => ({ direction, device }));
    const probes = packets(
      [...inside, ...beside],
      ways.flatMap((way) =>
        [21, 22, 23].flatMap((port) => [6, 17].map((protocol) => ({ ...way, protocol, port }))),
      ),
    );
    const device = direction === 'ingress' ? 'iifname' : 'oifname';
    const rules = `${device} eth0 ip ${side} 203.0.113.0/24 tcp dport 22 accept
      ${device} eth0 ip6 ${side} 2001:db8:40::/48 tcp dport 22 accept`;
    const run = nftRun(direction, base(hook, 'drop', rules), probes);
    const peer = (probe: Probe) => (direction === 'ingress' ? probe.source : probe.destination);
    const allowed = (probe: Probe) =>
      probe.device === 'eth0' && probe.protocol === 6 && probe.port === 22 && inside.includes(peer(probe));
    expect(await mismatches(run, allowed)).toEqual([]);
    expect(probes.filter(allowed)).toHaveLength(4);
  });

  it('notices a wrong expectation, either way', async () => {
    const run = nftRun('wrong', base('input', 'drop', 'tcp dport 443 accept'), EVERYTHING);
    const lines = await mismatches(run, (probe) => probe.direction === 'egress' || probe.protocol === 17);
    expect(lines.filter((line) => line.includes('let through'))).toHaveLength(4);
    expect(lines.filter((line) => line.includes('lost'))).toHaveLength(4);
    expect(lines[0]).toBe('wrong: let through: #1 ingress eth0 203.0.113.9 > 10.0.1.10 protocol 6 port 443');
  });

  it('notices a script that does not load, and sends nothing', async () => {
    const run = { name: 'broken', script: 'not a script\n', load: ['nft', '-f', SCRIPT], probes: EVERYTHING };
    const [result] = await runBatch(PLAN, [run]);
    expect(result!.arrived.size).toBe(0);
    expect(differences(run, result!, () => false)[0]).toMatch(/^broken: load ended with 1: .*syntax error/);
  });

  it('refuses a mistake of the test: an unknown device, an id used twice, mixed families', async () => {
    const [probe, other] = EVERYTHING as readonly [Probe, Probe];
    const tried = (...probes: readonly Probe[]) => runBatch(PLAN, [{ name: 'mistaken', probes }]);
    await expect(tried({ ...probe, device: 'eth9' })).rejects.toThrow("The lab has no interface 'eth9'");
    await expect(tried(probe, { ...other, id: probe.id })).rejects.toThrow('uses the id of a probe twice');
    await expect(tried({ ...probe, source: '2001:db8::1' })).rejects.toThrow('are not both ipv4');
  });

  it('sends in every run anew, with no flow left from the run before', async () => {
    const rules = 'ct state established accept';
    const first = nftRun('open', base('input', 'accept', rules), EVERYTHING);
    const second = nftRun('only established', base('input', 'drop', rules), EVERYTHING);
    const [, result] = await runBatch(PLAN, [first, second]);
    expect(differences(second, result!, (probe) => probe.direction === 'egress')).toEqual([]);
  });
});
