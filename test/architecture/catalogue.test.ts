import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { catalogue } from '../../src/diagnostics/catalogue.js';

const tests = path.resolve(import.meta.dirname, '..');

/** All that tests say, but for those of the structure. */
const said = readdirSync(tests, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('architecture'))
  .map((file) => readFileSync(path.join(tests, file), 'utf8'))
  .join('\n');

test('every code of the catalogue has a test that names it', () => {
  const words = new Set(said.match(/[a-z][a-z0-9-]+/g));
  expect(Object.keys(catalogue).filter((code) => !words.has(code))).toEqual([]);
});
