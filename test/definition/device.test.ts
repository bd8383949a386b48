import { describe, expect, it } from 'vitest';
import { deviceFault } from '../../src/definition/device.js';

describe('names of interfaces', () => {
  it.each(['eth0', 'ens5', 'eth0.100', 'br-0a1b2c3d4e5f', 'wlan_1', 'Port1', 'a'.repeat(15)])(
    'accepts %s',
    (name) => {
      expect(deviceFault(name)).toBeUndefined();
    },
  );

  it.each([
    ['', 'empty'],
    ['.', 'no interface'],
    ['..', 'no interface'],
    ['a'.repeat(16), '16 characters'],
    ['eth*', 'several interfaces'],
    ['eth+', 'several interfaces'],
    ['eth 0', 'space'],
    ['eth0@if3', 'follows @'],
    ['eth0:1', 'address label'],
    ['a/b', "'/'"],
    ['eth0"', `'"'`],
    ['eth0\n', 'cannot be part'],
    ['ethö', "'ö'"],
    ['e😀', "'😀'"],
  ])('refuses %j', (name, problem) => {
    expect(deviceFault(name)).toContain(problem);
  });
});
