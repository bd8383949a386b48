import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { backendOf } from '../../src/backend/registry.js';
import { targets } from '../../src/target/target.js';
import { compileExample, type Example, examples } from './examples.js';
import { divided, frameFile, golden, goldenNames, goldenScript } from './golden-scripts.js';

const fileOf = (host: string, target: (typeof targets)[number]) => `${host}${backendOf(target).fileEnding}`;

describe.each(examples)('example $name', (example: Example) => {
  test.each(targets)('compiles to the golden scripts of %s, each time the same', async (target) => {
    const scripts = await compileExample(example, target);
    expect(scripts.map(({ host }) => host)).toEqual(example.hosts);
    for (const { host, text } of scripts) {
      const { own, frame } = divided(text);
      await expect(own).toMatchFileSnapshot(path.join(golden, example.name, fileOf(host, target)));
      if (frame !== '') await expect(frame).toMatchFileSnapshot(frameFile(backendOf(target).fileEnding));
    }
    expect(await compileExample(example, target)).toEqual(scripts);
  });

  test('has no golden script but those', () => {
    const expected = example.hosts.flatMap((host) => targets.map((target) => fileOf(host, target)));
    expect(readdirSync(path.join(golden, example.name)).sort()).toEqual(expected.sort());
  });
});

test('every folder of golden scripts belongs to an example, and scripts of the shell have a frame', () => {
  const frames = ['frame.ipset.sh', 'frame.iptables.sh'];
  expect(readdirSync(golden).sort()).toEqual([...examples.map(({ name }) => name), ...frames].sort());
});

test('a golden script of the shell has all of the frame in the file that holds it', () => {
  const names = goldenNames('.sh');
  expect(names.length).toBeGreaterThan(40);
  for (const name of names) {
    const { own, frame } = divided(goldenScript(name));
    expect(own).toBe(readFileSync(path.join(golden, name), 'utf8'));
    expect(frame.split('\n').length).toBeGreaterThan(200);
  }
});

test('every definition in examples/ is one of them', () => {
  const root = path.join(import.meta.dirname, '../../examples');
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .map((name) => `examples/${name}`);
  const sources = [
    ...examples.flatMap((example) => example.sources),
    'examples/clouds',
    'examples/terraform-plan',
  ];
  const without = found.filter((name) => !sources.some((one) => name === one || name.startsWith(`${one}/`)));
  expect(without).toEqual([]);
});
