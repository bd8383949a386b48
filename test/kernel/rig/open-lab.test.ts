import { afterAll, beforeAll, expect, it } from 'vitest';
import { base, PLAN, packets } from './example.js';
import { ask, describeKernel, type Lab, openLab, serve, TCP_ACK } from './index.js';

describeKernel('a laboratory that stays', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab(PLAN);
  });
  afterAll(() => lab.close());

  const reset = async (script: string): Promise<void> => {
    const result = await lab.load(`table inet tested\ndelete table inet tested\n${script}`);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    await lab.forget();
  };
  const families = [
    ['10.0.1.10', '198.51.100.7'],
    ['2001:db8:1::10', '2001:db8:ff::7'],
  ] as const;

  it.each(families)('carries real connections and their replies: %s', async (own, peer) => {
    const state = 'ct state established,related accept';
    await reset(
      base('input', 'drop', `${state}\n tcp dport 8080 accept\n udp dport 8080 accept`) +
        base('output', 'drop', state),
    );
    for (const transport of ['tcp', 'udp'] as const) {
      const inside = await serve(lab, 'host', transport, own, 8080);
      const outside = await serve(lab, 'outside', transport, peer, 8081);
      expect(await ask(lab, 'outside', transport, own, 8080)).toBe('answer hello');
      expect(await ask(lab, 'outside', transport, own, 8081, { seconds: 0.2 })).toBe('timeout');
      expect(await ask(lab, 'host', transport, peer, 8081, { seconds: 0.2 })).not.toMatch(/^answer/);
      await inside.stop();
      await outside.stop();
    }
  });

  it.each(families)('shows an ICMP error to the one it is for: %s', async (own, peer) => {
    await reset(base('input', 'drop', 'ct state related accept') + base('output', 'accept'));
    expect(await ask(lab, 'host', 'udp', peer, 9999)).toBe('refused');
    await reset(base('input', 'drop') + base('output', 'accept'));
    expect(await ask(lab, 'host', 'udp', peer, 9999, { seconds: 0.2 })).toBe('timeout');
    await reset(base('input', 'accept') + base('output', 'drop', 'ct state related accept'));
    expect(await ask(lab, 'outside', 'udp', own, 9999)).toBe('refused');
  });

  it('shows what the host answers to crafted packets', async () => {
    await reset(base('input', 'accept', 'tcp dport 23 drop'));
    const ways = { direction: 'ingress', device: 'eth1' } as const;
    const probes = packets(
      ['203.0.113.9', '2001:db8:40::9'],
      [
        { ...ways, protocol: 6, port: 22, sourcePort: 4000 },
        { ...ways, protocol: 6, port: 23, sourcePort: 4000 },
        { ...ways, protocol: 17, port: 22 },
      ],
    );
    const echo = [
      ...packets(['203.0.113.9'], [{ ...ways, protocol: 1, type: 8 }]),
      ...packets(['2001:db8:40::9'], [{ ...ways, protocol: 58, type: 128 }]),
    ];
    const frames = await lab.exchange([...probes, ...echo]);
    const told = (protocol: number) => frames.filter((frame) => frame.protocol === protocol);
    expect(told(6).map((frame) => [frame.sourcePort, frame.port, frame.flags! & TCP_ACK])).toEqual([
      [22, 4000, TCP_ACK],
      [22, 4000, TCP_ACK],
    ]);
    expect(told(1).map((frame) => frame.type)).toEqual([3, 0]);
    expect(told(58).map((frame) => frame.type)).toEqual([1, 129]);
  });

  it('quotes a real flow in a crafted ICMP error', async () => {
    await reset(
      base('input', 'drop', 'ct state related accept') + base('output', 'accept', 'ct state new accept'),
    );
    const [out] = packets(
      ['203.0.113.9'],
      [{ direction: 'egress', device: 'eth0', protocol: 17, port: 53, sourcePort: 5353 }],
    );
    const error = { direction: 'ingress', device: 'eth0', protocol: 1, type: 3, code: 1 } as const;
    const [stray, related] = packets(['203.0.113.77'], [error, { ...error, about: out! }]);
    expect(await lab.probe([out!])).toEqual(new Set([1]));
    expect(await lab.probe([stray!, related!])).toEqual(new Set([2]));
  });

  it('has a loopback', async () => {
    await reset(base('input', 'drop', 'iifname lo accept') + base('output', 'drop', 'oifname lo accept'));
    for (const address of ['127.0.0.1', '::1']) {
      const service = await serve(lab, 'host', 'tcp', address, 8082);
      expect(await ask(lab, 'host', 'tcp', address, 8082)).toBe('answer hello');
      await service.stop();
    }
  });
});
