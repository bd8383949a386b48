import { describe, expect, test } from 'vitest';
import { buildProgram } from '../support/built.js';
import { followPage } from './follow.js';
import { brokenLinks, developerPages, missingFiles, pages, plainPages } from './pages.js';

describe('what the pages say is so', () => {
  test.concurrent.each(plainPages)('%s', async (page) => {
    const { main } = await buildProgram();
    await followPage(page, main);
  });
});

test.each([...pages, ...developerPages])('the links of %s lead somewhere', (page) => {
  expect(brokenLinks(page)).toEqual([]);
});

test.each(developerPages)('the files that %s names are there', (page) => {
  expect(missingFiles(page)).toEqual([]);
});
