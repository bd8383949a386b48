import { expect, test } from 'vitest';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';
import { readPrinted } from '../support/printed.js';

const read = (name: string, text: string) =>
  withFiles({ [name]: text }, async (folder) =>
    readPrinted((await secgroup('check', `${folder}/${name}`)).stderr).map(({ code, blamed }) => [
      code,
      blamed,
    ]),
  );

test.each<[what: string, name: string, text: string, code: string]>([
  [
    'prose',
    'a.md',
    'The first one holds:\n\n- one: two: three\n- [x](y): `z`\n\nThe last: one\n```\n',
    'syntax',
  ],
  ['a page', 'a.md', '[page](page.md) has: a colon\n\n```sh\nls: x\n```\n- `a`: b\n', 'syntax'],
  [
    'a program',
    'a.ts',
    "import { a, b } from 'c';\n\nfunction f(x: string): { y: z } {\n  return { x: y };\n}\n",
    'syntax',
  ],
  [
    'a manifest',
    'a.json',
    '{ "name": "x", "version": "1", "license": "MIT", "exports": {} }',
    'unknown-shape',
  ],
])('%s is told by its first fault alone', async (_, name, text, code) => {
  expect((await read(name, text)).map(([code]) => code)).toEqual([code]);
});

test('of keys that are none of ours, the one that is nearest', async () => {
  expect(await read('a.yaml', 'name: x\ngrops: {}\nhsts: {}\n')).toEqual([['unknown-key', 'grops']]);
});

test('a definition is told all of its faults', async () => {
  expect(await read('a.yaml', 'groups: {}\nhsts: {}\nservces: {}\n')).toHaveLength(2);
  const faults = await read('a.yaml', 'groups:\n  a: [\n  b: }\n  c: }\n');
  expect(faults.length).toBeGreaterThan(1);
});
