import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { followPage } from './follow.js';
import { brokenLinks, developerPages, missingFiles, pages } from './pages.js';

const project = path.resolve(import.meta.dirname, '../..');

describe('what the pages say is so', () => {
  test.concurrent.each(pages)('%s', (page) =>
    followPage(page, path.join(project, 'dist/cli/main.js'), false),
  );
});

test.each([...pages, ...developerPages])('the links of %s lead somewhere', (page) => {
  expect(brokenLinks(page)).toEqual([]);
});

test.each(developerPages)('the files that %s names are there', (page) => {
  expect(missingFiles(page)).toEqual([]);
});
