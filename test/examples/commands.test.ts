import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'vitest';
import { followPage } from './follow.js';

const project = path.resolve(import.meta.dirname, '../..');

const pages = [
  'README.md',
  'FORMATS.md',
  ...readdirSync(path.join(project, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `examples/${name}`)
    .sort(),
];

describe('what the pages say is so', () => {
  test.concurrent.each(pages)('%s', (page) =>
    followPage(page, path.join(project, 'dist/cli/main.js'), false),
  );
});
