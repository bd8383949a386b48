import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { followPage } from './follow.js';
import { brokenLinks, pages } from './pages.js';

const project = path.resolve(import.meta.dirname, '../..');

describe('what the pages say is so', () => {
  test.concurrent.each(pages)('%s', (page) =>
    followPage(page, path.join(project, 'dist/cli/main.js'), false),
  );
});

test.each([...pages, 'ARCHITECTURE.md', 'CONTRIBUTING.md'])('the links of %s lead somewhere', (page) => {
  expect(brokenLinks(page)).toEqual([]);
});
