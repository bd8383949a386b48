import { describe, expect, it } from 'vitest';
import type { Probe } from '../../../src/lab/model.js';
import { deriveProbes } from '../../../src/lab/probes/derive.js';
import { wantedBy } from '../../../src/lab/wanted/wanted.js';
import { generate, toYaml } from '../../reference/generate.js';
import { policiesOf, probedHosts } from '../probed.js';

const HOSTS = 12;

/** Hosts of which each has a few rules. */
const fleet = await probedHosts(`
groups:
  web: { ingress: [{ allow: [http, https], from: anywhere }, { allow: ssh, from: 203.0.113.0/24 }] }
  db: { ingress: [{ allow: postgresql, from: group:web }], egress: [{ allow: udp/53, to: 192.0.2.53 }] }
hosts:
${Array.from({ length: HOSTS }, (_, at) => `  h${at}: { interfaces: { eth0: { addresses: [10.0.0.${at + 1}, '2001:db8::${at + 1}'], groups: [${at % 2 ? 'web' : 'db'}] } } }`).join('\n')}
`);

const hostsOf = (probes: readonly Probe[]) =>
  fleet.map(
    ({ host }) => probes.filter(({ from, to }) => from.host === host.id || to.host === host.id).length,
  );

describe('a number of probes', () => {
  it.each([0, 1, 7, 100, 3000])('is kept to: %i', (count) => {
    expect(deriveProbes(fleet, { count, seed: 1 })).toHaveLength(count);
  });

  it('that is small is spread over hosts, directions and families', () => {
    const probes = deriveProbes(fleet, { count: HOSTS * 4, seed: 1 });
    const counts = hostsOf(probes);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(4);
    const ways = fleet.flatMap(({ host }) =>
      (['ipv4', 'ipv6'] as const).flatMap((family) =>
        (['from', 'to'] as const).map(
          (end) => probes.filter((probe) => probe.family === family && probe[end].host === host.id).length,
        ),
      ),
    );
    expect(ways.filter((count) => count === 0).length).toBeLessThan(ways.length / 20);
  });

  it('that is small tries what is refused as well as what is allowed', () => {
    const wantedOf = wantedBy(policiesOf(fleet));
    const fates = deriveProbes(fleet, { count: 200, seed: 1 }).map((probe) => wantedOf(probe).fate);
    const refused = fates.filter((fate) => fate.startsWith('not-let')).length;
    expect(refused).toBeGreaterThan(50);
    expect(refused).toBeLessThan(150);
  });

  it('that is left open has all corners and a sample', () => {
    const probes = deriveProbes(fleet, { count: undefined, seed: 1 });
    const sample = probes.filter(({ purpose }) => purpose === 'chosen at random');
    expect(sample.length).toBeGreaterThan(HOSTS * 10);
    expect(sample.length).toBeLessThan(probes.length / 2);
  });

  it('has corners before any sample', () => {
    const all = deriveProbes(fleet, { count: undefined, seed: 1 });
    const corners = all.filter(({ purpose }) => purpose !== 'chosen at random').length;
    const probes = deriveProbes(fleet, { count: corners, seed: 1 });
    expect(probes.filter(({ purpose }) => purpose === 'chosen at random')).toEqual([]);
  });
});

describe('a seed', () => {
  it.each([undefined, 50, 2000])('gives the same probes each time, whatever the number: %s', (count) => {
    const again = () => deriveProbes(fleet, { count, seed: 7 });
    expect(again()).toEqual(again());
  });

  it('gives the same ones of a random definition that is read anew', async () => {
    const read = async () =>
      deriveProbes(await probedHosts(toYaml(generate(3))), { count: undefined, seed: 3 });
    expect(await read()).toEqual(await read());
  });

  it('gives others than another seed', () => {
    const [one, two] = [1, 2].map((seed) => deriveProbes(fleet, { count: 50, seed }));
    expect(one).not.toEqual(two);
  });
});

describe('a large definition', () => {
  it('has few probes of a long list, at its first and last entry and some between', async () => {
    const list = Array.from(
      { length: 100_000 },
      (_, at) => `${20 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}.0/25`,
    );
    const hosts = await probedHosts(`
prefixLists: { long: [${list.join(', ')}] }
groups: { web: { ingress: [{ allow: [tcp/22, tcp/443], from: list:long }] } }
hosts: { dut: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } } } }
`);
    const probes = deriveProbes(hosts, { count: undefined, seed: 1 });
    expect(probes.length).toBeLessThan(300);
    const peers = new Set(probes.map(({ from }) => from.address));
    for (const edge of ['19.255.255.255', '20.0.0.0', '21.134.159.127', '21.134.159.128'])
      expect(peers).toContain(edge);
  });

  it('has a bounded number of probes where every port is a rule of its own, with a list of its own', async () => {
    const rules = Array.from({ length: 3000 }, (_, at) => {
      const peers = [1, 3, 5, 7, 9, 11].map((last) => `20.${at >> 8}.${at & 255}.${last}`);
      return `{ allow: tcp/${at * 3 + 1}, from: [${peers.join(', ')}] }`;
    });
    const hosts = await probedHosts(`
groups: { web: { ingress: [${rules.join(', ')}] } }
hosts: { dut: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } } } }
`);
    expect(deriveProbes(hosts, { count: undefined, seed: 1 }).length).toBeLessThan(12_000);
  });
});

it('no host gives no probe, and hosts that nobody can speak to neither', async () => {
  expect(deriveProbes([], { count: 10, seed: 1 })).toEqual([]);
  const hosts = await probedHosts(`
hosts: { dut: { loopback: false, interfaces: { lo: { addresses: [10.0.0.1] }, eth0: { addresses: ['fe80::1'] } } } }
`);
  expect(deriveProbes(hosts, { count: 10, seed: 1 })).toEqual([]);
});
