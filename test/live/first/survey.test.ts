import { expect, test } from 'vitest';
import { addressTexts } from '../../../src/convert/native/peer-texts.js';
import { devicesIn } from '../../../src/live/first/devices.js';
import { listenersIn } from '../../../src/live/first/listeners.js';
import { survey } from '../../../src/live/first/survey.js';
import { captured, capturedFacts } from './captured.js';

async function onDevice(name: string, changes = {}) {
  const { devices } = survey(await capturedFacts(changes));
  return devices.find((one) => one.name === name)!;
}

const portsOf = ({ services }: Awaited<ReturnType<typeof onDevice>>) =>
  services.map(({ protocol, port }) => `${protocol}/${port}`);

test('a service is where its address lies, and nowhere else', async () => {
  const eth0 = portsOf(await onDevice('eth0'));
  const eth1 = portsOf(await onDevice('eth1'));
  expect(eth1).toContain('tcp/5432');
  expect(eth0).not.toContain('tcp/5432');
  expect(eth0).toContain('tcp/8080');
  expect(eth1).not.toContain('tcp/8080');
  expect([...eth0, ...eth1]).not.toContain('tcp/7002');
});

test('an address of the loopback device that others reach is on every device', async () => {
  expect(portsOf(await onDevice('eth0'))).toContain('tcp/7001');
  expect(portsOf(await onDevice('eth1'))).toContain('tcp/7001');
});

test('a service bound to a device is on that device', async () => {
  expect(portsOf(await onDevice('eth1'))).toContain('udp/53');
  expect(portsOf(await onDevice('eth0'))).not.toContain('udp/53');
});

test('who is near is told by private networks, of the families of the service', async () => {
  const near = async (device: string, port: number) =>
    (await onDevice(device)).services
      .filter((one) => one.port === port)
      .map((one) => addressTexts(one.near).join(' '));
  expect(await near('eth1', 5432)).toEqual(['10.0.0.0/24']);
  expect(await near('eth1', 80)).toEqual(['10.0.0.0/24 fd00:1::/64']);
  expect(await near('eth0', 80)).toEqual(['']);
  expect(await near('wg0', 80)).toEqual(['10.9.0.2']);
});

test('SSH is apart, and clients of DHCP need nothing', async () => {
  const eth0 = await onDevice('eth0');
  expect(eth0.ssh).toEqual([2222]);
  expect(portsOf(eth0)).not.toContain('tcp/2222');
  expect(portsOf(eth0)).not.toContain('udp/68');
});

test('UDP ports that the kernel gave are most likely of clients, but for those of known software', async () => {
  const facts = 'udp UNCONN 0 0 0.0.0.0:51820 0.0.0.0:*\nudp UNCONN 0 0 0.0.0.0:40123 0.0.0.0:*\n';
  const { services } = await onDevice('eth1', { listeners: listenersIn(facts, '') });
  expect(services.map(({ port, isClient }) => [port, isClient])).toEqual([
    [40_123, true],
    [51_820, false],
  ]);
});

test('link-local addresses are named nowhere, and devices without any address are left out', async () => {
  const { devices, unnamed } = survey(await capturedFacts());
  expect(devices.flatMap(({ addresses }) => addresses).filter((text) => text.startsWith('fe80'))).toEqual([]);
  expect(devices.map(({ name }) => name)).toEqual(['eth0', 'p1', 'eth1', 'wg0']);
  expect(unnamed.map(({ name }) => name)).toEqual(['p0', 'p2', 'p3', 'off0']);
});

test('what listens on an address of nobody is told', async () => {
  const { elsewhere } = survey(await capturedFacts());
  expect(elsewhere.map(({ port, address }) => [port, address])).toEqual([[5353, '224.0.0.251']]);
});

test('a device whose name no rule can have is left out and told', async () => {
  const text = (await captured('ip-address')).replaceAll('"eth1"', '"eth+"');
  const { unnamed, devices } = survey(await capturedFacts({ devices: devicesIn(text) }));
  expect(unnamed.find(({ name }) => name === 'eth+')?.why).toContain('would match several interfaces');
  expect(devices.map(({ name }) => name)).not.toContain('eth+');
});
