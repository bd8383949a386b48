import { expect, test } from 'vitest';
import { didYouMean, SimilarNames } from '../../src/diagnostics/similar-names.js';

test.each<[name: string, known: readonly string[], meant: string | undefined]>([
  ['wbe', ['db', 'web'], 'web'],
  ['Web', ['wet', 'web'], 'web'],
  ['tpc', ['udp', 'tcp'], 'tcp'],
  ['postgres', ['postgresql', 'mysql'], 'postgresql'],
  ['ingres', ['ingress', 'egress'], 'ingress'],
  ['x', [], undefined],
  ['anything', ['web', 'db'], undefined],
  ['', ['web'], undefined],
])('%s among %j', (name, known, meant) => {
  expect(didYouMean(name, known)).toBe(meant && `did you mean '${meant}'?`);
});

test('a name that nobody can have mistyped is compared with none', () => {
  const letters = (letter: string, times: number) => letter.repeat(times);
  expect(didYouMean(letters('a', 256), [letters('a', 255)])).toBeDefined();
  // It would take hours.
  const long = [letters('ab', 1_000_000), letters('ba', 1_000_000)] as const;
  expect(didYouMean(long[0], [long[1]])).toBeUndefined();
});

test('of endless unknown names among endless candidates, only the first are compared letter by letter', () => {
  const names = Array.from({ length: 2_000 }, (_, i) => `${String(i).padStart(4, '0')}${'a'.repeat(240)}`);
  const near = `${names[7]}b`;
  const similar = new SimilarNames(() => names);
  const suggest = (name: string) => similar.suggest(name);
  expect(suggest(near)).toBe(`did you mean '${names[7]}'?`);
  expect(suggest(near)).toBeUndefined();
  expect(suggest(names[7]!.toUpperCase())).toBe(`did you mean '${names[7]}'?`);
});
