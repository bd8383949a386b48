import { describe, expect, test } from 'vitest';
import { ipv4 } from '../../../src/address/ipv4.js';
import { devicesIn } from '../../../src/live/first/devices.js';
import { listenersIn } from '../../../src/live/first/listeners.js';
import { captured } from './captured.js';

describe('devices', () => {
  test('have addresses without the length of their networks, and networks without the bits of the machine', async () => {
    const devices = devicesIn(await captured('ip-address'));
    const eth1 = devices.find(({ name }) => name === 'eth1')!;
    expect(eth1.addresses.map(({ text }) => text)).toEqual([
      '10.0.0.5',
      'fd00:1::5',
      expect.stringMatching(/^fe80:/),
    ]);
    const network = eth1.addresses[0]!.network!;
    expect([ipv4.format(network.start as number), Number(network.end) - Number(network.start)]).toEqual([
      '10.0.0.0',
      256,
    ]);
  });

  test('at one end of a line know the other end', async () => {
    const wg0 = devicesIn(await captured('ip-address')).find(({ name }) => name === 'wg0')!;
    expect(ipv4.format(wg0.addresses[0]!.network!.start as number)).toBe('10.9.0.2');
  });

  test('with an address of no network have nobody near', async () => {
    const lo = devicesIn(await captured('ip-address')).find(({ name }) => name === 'lo')!;
    expect(lo.addresses.find(({ text }) => text === '10.255.0.1')!.network).toBeUndefined();
  });

  test.each([
    '',
    'nonsense',
    '{}',
    '[{"ifname":1,"flags":[]}]',
    '[{"ifname":"a","flags":[],"addr_info":[{"local":"x","prefixlen":8}]}]',
  ])('that are not understood are refused: %s', (text) =>
    expect(() => devicesIn(text)).toThrow(/not understood/),
  );
});

describe('listeners', () => {
  const only = (facts: string, named = '') => listenersIn(facts, named)[0]!;

  test.each([
    ['*:80', { families: ['ipv4', 'ipv6'], address: undefined, port: 80 }],
    ['0.0.0.0:80', { families: ['ipv4'], address: undefined }],
    ['[::]:80', { families: ['ipv6'], address: undefined }],
    ['0.0.0.0%eth1:53', { families: ['ipv4'], address: undefined, device: 'eth1', port: 53 }],
    ['[fe80::1]%eth0:8080', { families: ['ipv6'], address: 'fe80::1', device: 'eth0' }],
    ['[::ffff:10.0.0.5]:7000', { families: ['ipv4'], address: '10.0.0.5' }],
    ['[::ffff:0.0.0.0]:7000', { families: ['ipv4'], address: undefined }],
    ['127.0.0.53%lo:53', { address: '127.0.0.53', device: 'lo' }],
  ])('%s', (bound, expected) => {
    expect(only(`tcp LISTEN 0      128   ${bound}    0.0.0.0:*\n`)).toMatchObject(expected);
  });

  test('of a real machine are all read, with the programs behind them', async () => {
    const listeners = listenersIn(await captured('ss'), await captured('ss-programs'));
    expect(listeners).toHaveLength(18);
    expect(listeners.filter(({ programs }) => programs.length === 0).map(({ port }) => port)).toEqual([9999]);
  });

  test('are not made up by what a process calls itself', async () => {
    const facts = 'tcp LISTEN 0 128 0.0.0.0:9999 0.0.0.0:*\n';
    const name = 'a"\ntcp LISTEN 0';
    const named = `tcp LISTEN 0 128 0.0.0.0:9999 0.0.0.0:* users:(("${name}",pid=7,fd=3))\n`;
    expect(listenersIn(facts, named)).toEqual([expect.objectContaining({ port: 9999, programs: [] })]);
    const sshd = `tcp LISTEN 0 128 0.0.0.0:9999 0.0.0.0:* users:(("sshd",pid=1,fd=",pid=7,fd=3))\n`;
    expect(only(facts, sshd).programs).toEqual([]);
  });

  test.each([
    'tcp LISTEN 0 128 10.0.0:80 0.0.0.0:*',
    'tcp ESTAB 0 0 10.0.0.1:80 10.0.0.2:5',
    'dccp LISTEN 0 1 *:1 *:*',
  ])('that are not understood are refused: %s', (line) =>
    expect(() => listenersIn(`${line}\n`, '')).toThrow(/not understood/),
  );
});
