import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { generate, toYaml } from '../reference/generate.js';
import { converted, expectSameMeaning, read } from './meaning.js';
import { on500Definitions } from './random.js';

on500Definitions('mean the same when they are written anew', async (seed) => {
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

test('a definition that a person wrote is written as the person would', async () => {
  const text = readFileSync('examples/three-tier.yaml', 'utf8');
  const written = converted(await read({ 'before.yaml': text }), 'native');
  const withoutComments = text.replace(/^#.*\n\n?/gm, '').trim();
  expect(written.replace(/\n+/g, '\n').trim()).toBe(withoutComments.replace(/\n+/g, '\n'));
});
