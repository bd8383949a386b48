import { expect, test } from 'vitest';
import { scriptOfListing } from '../../../src/proof/nftables/listing.js';
import { readListed } from '../../../src/proof/nftables/script.js';

const table = { family: 'inet', table: 'secgroup' };

/** What is not understood of a listing with one rule. */
function faultsOf(expr: readonly object[], rule: object = {}): readonly string[] {
  const faults: string[] = [];
  const fault = (_: number, problem: string) => faults.push(problem);
  const nftables = [
    { table: { family: 'inet', name: 'secgroup', handle: 1 } },
    { chain: { ...table, name: 'c', handle: 2 } },
    { rule: { ...table, chain: 'c', handle: 3, expr: [...expr, { accept: null }], ...rule } },
  ];
  readListed(scriptOfListing(JSON.stringify({ nftables }), fault), fault);
  return faults;
}

const match = (left: object, right: unknown, more: object = {}) => ({
  match: { op: '==', left, right, ...more },
});
const payload = (protocol: string, field: string, more: object = {}) => ({
  payload: { protocol, field, ...more },
});
const device = { meta: { key: 'iifname' } };

test.each([
  match(payload('ip', 'saddr'), '10.0.0.1'),
  match(payload('ip', 'saddr'), { prefix: { addr: '10.0.0.0', len: 8 } }),
  match(device, 'eth0'),
  match(device, { set: ['eth0', 'br-lan'] }),
])('is read: %j', (one) => expect(faultsOf([one])).toEqual([]));

// Each says more than what is read of it would mean.
test.each([
  // Newer versions look into tunnels.
  match(payload('ip', 'saddr', { tunnel: 'vxlan' }), '10.0.0.1'),
  match({ meta: { key: 'l4proto', more: 1 } }, 'tcp'),
  match({ ct: { key: 'state', dir: 'original' } }, 'new'),
  match({ fib: { flags: ['daddr'], result: 'type', more: 1 } }, 'broadcast'),
  match(payload('ip', 'saddr'), { prefix: { addr: '10.0.0.0', len: 8, more: 1 } }),
  match(payload('ip', 'saddr'), '10.0.0.1', { more: 1 }),
  { vmap: { key: payload('tcp', 'dport'), data: { set: [[22, { accept: null }]] }, more: 1 } },
  { jump: { target: 'c', more: 1 } },
  // A device of this name, or what is in the set of this name.
  match(device, '@few'),
])('is not understood: %j', (one) => expect(faultsOf([one]).join()).toContain('not-understood-'));

test('a rule with something more is not understood', () =>
  expect(faultsOf([], { more: 1 }).join()).toContain("'not-understood-rule'"));

// Words for what is not known must not be taken for names of devices.
test.each([
  { prefix: { addr: 'eth', len: 24 } },
  { elem: { val: { what: 1 } } },
  { set: [{ what: 'eth0' }] },
])('is no device: %j', (right) =>
  expect(faultsOf([match(device, right)]).join()).toContain('is not a value of ifname'),
);
