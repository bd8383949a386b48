import { expect, it } from 'vitest';
import { base, mismatches, nftRun, PLAN, packets } from './example.js';
import {
  ask,
  describeKernel,
  differences,
  type Lab,
  type LabPlan,
  openLab,
  type Probe,
  type Run,
  runBatch,
} from './index.js';

async function withLab(plan: LabPlan, test: (lab: Lab) => Promise<void>): Promise<void> {
  const lab = await openLab(plan);
  try {
    await test(lab);
  } finally {
    await lab.close();
  }
}

describeKernel('laboratories for special purposes', () => {
  const tcp = 'meta l4proto tcp accept';
  const discovery = 'icmpv6 type { 133, 134, 135, 136 } ip6 hoplimit 255 accept';
  const discovered: LabPlan = { ...PLAN, neighbours: 'discovered' };

  it('resolves neighbours as on a real wire', () =>
    withLab(discovered, async (lab) => {
      const rules = `${tcp}\n${discovery}`;
      await lab.load(base('input', 'drop', rules) + base('output', 'drop', rules));
      expect(await ask(lab, 'host', 'tcp', '2001:db8:ff::7', 7)).toBe('refused');
      expect(await ask(lab, 'host', 'tcp', '198.51.100.7', 7)).toBe('refused');
    }));

  it('notices where neighbours cannot be resolved', () =>
    withLab(discovered, async (lab) => {
      await lab.load(base('input', 'drop', tcp) + base('output', 'drop', tcp));
      expect(await ask(lab, 'host', 'tcp', '2001:db8:ff::7', 7)).not.toBe('refused');
      expect(await ask(lab, 'host', 'tcp', '198.51.100.7', 7)).toBe('refused');
    }));

  it('tells a packet that could not be sent from one that was dropped', () =>
    withLab(PLAN, async (lab) => {
      const way = { direction: 'egress', device: 'eth1', protocol: 17, port: 53 } as const;
      const probes = packets(['203.0.113.9', '2001:db8:40::9'], [way]);
      await lab.load(base('output', 'drop'));
      expect(await lab.probe(probes)).toEqual(new Set());
      await lab.exec('host', ['ip', '-6', 'route', 'del', 'default', 'dev', 'eth1']);
      await expect(lab.probe(probes)).rejects.toThrow(/^1 probes could not be sent:.*unreachable/s);
    }));

  it('forwards where asked to, and only there', async () => {
    const way = { direction: 'forward', device: 'eth0', protocol: 17, port: 53 } as const;
    const through: readonly Probe[] = [
      { ...way, id: 1, family: 'ipv4', source: '203.0.113.9', destination: '192.0.2.1' },
      { ...way, id: 2, family: 'ipv6', source: '2001:db8:40::9', destination: '2001:db8:e::1' },
    ];
    const open: Run = { name: 'open', probes: through };
    const shut = nftRun('shut', base('forward', 'drop'), through);
    const [router, filter] = await runBatch({ ...PLAN, forward: true }, [open, shut]);
    expect(differences(open, router!, () => true)).toEqual([]);
    expect(differences(shut, filter!, () => false)).toEqual([]);
    expect(await mismatches(open, () => false)).toEqual([]);
  });
});
