import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { generate, toYaml } from '../reference/generate.js';
import { converted, expectSameMeaning, read } from './meaning.js';
import { onManyDefinitions } from './random.js';

onManyDefinitions('mean the same when they are written anew', async (seed) => {
  const text = toYaml(generate(seed));
  const before = await read({ 'before.yaml': text });
  const written = converted(before, 'native');
  const after = await read({ 'after.yaml': written });
  expectSameMeaning(after, before, `${text}\n---\n${written}`);
  // Settings too: nothing that a host says of itself is lost.
  expect(after.linked.definition.hosts.map(({ settings }) => settings)).toEqual(
    before.linked.definition.hosts.map(({ settings }) => settings),
  );
  expect(converted(after, 'native')).toBe(written);
});

test('where SSH leads to a host is kept', async () => {
  const text =
    'hosts:\n  h:\n    ssh: admin@web-1\n    interfaces:\n      eth0:\n        addresses: [10.0.0.1]\n';
  expect(converted(await read({ 'before.yaml': text }), 'native')).toContain('ssh: admin@web-1\n');
});

const aws = path.resolve('examples/aws');

test('what was read from AWS means the same, and its hosts still reach the services of the cloud', async () => {
  const files = readdirSync(aws)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, readFileSync(path.join(aws, name), 'utf8')] as const);
  const before = await read(Object.fromEntries(files));
  const written = converted(before, 'native');
  const after = await read({ 'after.yaml': written });
  expectSameMeaning(after, before, written);
  expect(after.linked.definition.hosts.map(({ settings }) => settings.baseline?.cloud)).toEqual([
    true,
    true,
    true,
  ]);
});

test('a definition that a person wrote is written as the person would, with its comments', async () => {
  const text = readFileSync('examples/three-tier.yaml', 'utf8');
  expect(converted(await read({ 'before.yaml': text }), 'native')).toBe(text);
});

test('the groups that rescue a host have the names that they are written with', async () => {
  const files = readdirSync(aws)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, readFileSync(path.join(aws, name), 'utf8')] as const);
  const { linked } = await read(Object.fromEntries(files));
  const [group] = linked.definition.groups;
  const mixed = { ...Object.fromEntries(files), 'd.yaml': `defaults: { rescue: [${group!.id}] }\n` };
  const written = converted(await read(mixed), 'native');
  const after = await read({ 'after.yaml': written });
  expect(after.linked.definition.defaults?.settings.rescue).toEqual([group!.name]);
});

test('comments stay with what they stand with', async () => {
  const text = `# The whole thing,
# in two lines.

# lists of people
prefixLists:
  # who sits here
  office: [203.0.113.0/24] # since May

groups:
  # first
  web:
    ingress:
      # everybody
      - { allow: https, from: anywhere } # for the shop
      - { allow: ssh, from: list:office }

  # second
  db:
    ingress: []

hosts:
  # the only one
  h:
    interfaces:
      eth0: { addresses: [10.0.0.1], groups: [web] }
`;
  expect(converted(await read({ 'before.yaml': text }), 'native')).toBe(text);
});
