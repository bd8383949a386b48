import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** The numbers of docs/facts.md, in the order of the page. */
const facts = Array.from(
  readFileSync(path.join(root, 'docs/facts.md'), 'utf8').matchAll(/^(\d+)\. /gm),
  ([, number]) => Number(number),
);

function citedIn(folder: string): readonly { readonly file: string; readonly fact: number }[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const text = readFileSync(path.join(root, folder, file), 'utf8');
      // "fact 12", "facts 3, 4 and 26", "facts 24 to 34"
      return Array.from(text.matchAll(/\bfacts? ((?:\d+(?:, | and | to | or )?)+)/gi), ([, numbers]) =>
        Array.from(numbers!.matchAll(/\d+/g), ([fact]) => ({ file, fact: Number(fact) })),
      ).flat();
    });
}

test('the facts are numbered from 1 without a gap, so that a citation stays true', () => {
  expect(facts).toEqual(facts.map((_, index) => index + 1));
});

test.each(['src', 'test'])('every fact that %s cites is on the page', (folder) => {
  const cited = citedIn(folder);
  expect(cited.length).toBeGreaterThan(20);
  expect(cited.filter(({ fact }) => !facts.includes(fact))).toEqual([]);
});
