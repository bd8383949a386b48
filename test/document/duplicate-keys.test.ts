import fc from 'fast-check';
import { visit } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { duplicateKeys } from '../../src/document/duplicate-keys.js';

const text = fc.oneof(
  fc.constantFrom('a', 'b', '', ':', '{', '}', '"', '\\', '\\"', 'a"', 'a\\', '{"a":1', ' '),
  fc.string({ maxLength: 3 }),
);

/** JSON texts whose objects may have a key twice, as no serializer writes them. */
const json: fc.Arbitrary<string> = fc.letrec<{ value: string; object: string; list: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text.map((one) => JSON.stringify(one)),
    fc.constant('1'),
    tie('object'),
    tie('list'),
  ),
  list: fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(' , ')}]`),
  object: fc
    .array(fc.tuple(text, fc.constantFrom(':', ' : ', '\n:\t'), tie('value')), { maxLength: 4 })
    .map((pairs) => `{${pairs.map(([key, colon, value]) => JSON.stringify(key) + colon + value).join(',')}}`),
})).value;

/** The same by a whole parser. */
function byParser(source: string): readonly string[] {
  const open: Set<string>[] = [];
  const found: string[] = [];
  visit(source, {
    onObjectBegin: () => {
      open.push(new Set());
    },
    onObjectEnd: () => {
      open.pop();
    },
    onObjectProperty: (key, start, length) => {
      if (open.at(-1)!.has(key)) found.push(source.slice(start, start + length));
      open.at(-1)!.add(key);
    },
  });
  return found;
}

describe('keys that stand twice in one object', () => {
  test('are those that a whole parser finds', () => {
    fc.assert(
      fc.property(json, (source) => {
        JSON.parse(source);
        expect(duplicateKeys(source).map(({ start, end }) => source.slice(start, end))).toEqual(
          byParser(source),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test('are the same however they are spelled', () => {
    expect(duplicateKeys('{"a":1,"\\u0061":2}').map(({ key }) => key)).toEqual(['a']);
  });

  test.each([1, 5, 11, 12, 13, 40])(
    'are found again behind %i other keys, the first and the last of them',
    (count) => {
      const keys = Array.from({ length: count }, (_, i) => `k${i}`);
      const object = (more: readonly string[]) => `{${[...keys, ...more].map((key) => `"${key}":1`).join()}}`;
      for (const again of [keys[0]!, keys.at(-1)!]) {
        const found = duplicateKeys(`[${object([])},${object([again])},${object(['other'])}]`);
        expect(found.map(({ key }) => key)).toEqual([again]);
      }
    },
  );
});
