import path from 'node:path';
import { expect, test } from 'vitest';
import { analyse } from '../../src/compiler/analyse.js';
import { textFile } from '../../src/document/file.js';
import { planNetwork } from '../../src/lab/network/plan.js';
import { deriveProbes } from '../../src/lab/probes/derive.js';
import { targets } from '../../src/target/target.js';
import { probedHosts } from '../lab/probed.js';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';

const options = { devices: new Map(), sizeLimit: 1e8 };

const prefix = (i: number) => `2001:db8:${i.toString(16)}::/48`;
const listed = Array.from({ length: 200 }, (_, i) => prefix(2 * i));
// Ports whose lists are nearly the same, so that what they have in common is shared.
const rules = [1, 2, 3, 4].map(
  (port) => `{ allow: tcp/${port}, from: [list:long, '2001:db9:${port}::/48', 192.0.2.${port}] }`,
);
// Joins the first two of the list: what it has in common with the others is no whole interval of its own.
const joining = `{ allow: tcp/5, from: [list:long, '${prefix(1)}'] }`;
const definition = `
prefixLists:
  long: [${listed.map((one) => `'${one}'`).join(', ')}]
groups:
  web: { ingress: [${[...rules, joining].join(', ')}] }
  app: { ingress: [{ allow: tcp, from: group:web }, { allow: tcp/80, from: group:web }, { allow: all, from: '2001:db8::/32' }] }
hosts:
  a: { interfaces: { eth0: { addresses: [192.0.2.77, '2001:db9::1'], groups: [web] } } }
  b: { interfaces: { eth0: { addresses: ['2001:db9:1::1'], groups: [app] } } }
expect:
  - { from: outside, to: group:web, port: tcp/22, allowed: false }
  - { from: list:long, to: a, port: tcp/2, allowed: true }
`;

/**
 * Runs something, and gives every place that made a bigint the key of a Map or a Set meanwhile: V8 hashes it by its low 64
 * bits, which are zero in every IPv6 prefix up to /64, so that all of them collide.
 */
async function bigintKeys(run: () => Promise<unknown>): Promise<readonly string[]> {
  const places = new Set<string>();
  const { set } = Map.prototype;
  const { add } = Set.prototype;
  Map.prototype.set = function (key, value) {
    if (typeof key === 'bigint') places.add(callers());
    return set.call(this, key, value);
  };
  Set.prototype.add = function (key) {
    if (typeof key === 'bigint') add.call(places, callers());
    return add.call(this, key);
  };
  try {
    await run();
  } finally {
    Map.prototype.set = set;
    Set.prototype.add = add;
  }
  return [...places];
}

function callers(): string {
  const frames = new Error().stack!.split('\n').filter((frame) => frame.includes('/src/'));
  return frames[0]?.replace(/.*\/src\//, 'src/') ?? 'elsewhere';
}

test('the guard sees a bigint that becomes a key, however the map or set is filled', async () => {
  const seen = await bigintKeys(async () => [new Set([1n]), new Map([[2n, 0]]), new Map().set(3n, 0)]);
  expect(seen).toEqual(['elsewhere']);
});

test.each([
  ['check', ['check']],
  ['list', ['list']],
  ['show of a group', ['show', 'group:web']],
  ['show of a host', ['show', 'host:a']],
  ...['native', 'aws', 'terraform', 'cloudformation', 'openstack'].flatMap((format) => [
    [`convert to ${format}`, ['convert', '--to', format]] as const,
    [`convert --minimal to ${format}`, ['convert', '--minimal', '--to', format]] as const,
  ]),
  ...targets.map(
    (target) => [`compile for ${target}`, ['compile', '--host', 'a', '--target', target]] as const,
  ),
] as const)('%s makes no bigint a key of a Map or Set', async (_, words) => {
  await withFiles(definition, async (folder) => {
    let status: number | undefined;
    const keys = await bigintKeys(async () => {
      ({ status } = await secgroup(...words, path.join(folder, 'd.yaml')));
    });
    expect(keys).toEqual([]);
    expect(status).toBe(0);
  });
});

test('the laboratory makes no bigint a key of a Map or Set', async () => {
  const keys = await bigintKeys(async () => {
    const hosts = await probedHosts(definition);
    const { value } = await analyse([textFile('d.yaml', definition)], options);
    planNetwork(value!.linked.definition.hosts);
    expect(deriveProbes(hosts, { count: 200, seed: 1 }).length).toBeGreaterThan(0);
  });
  expect(keys).toEqual([]);
});
