import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Window } from '../../src/address/window.js';

const SIZE = 2 ** 15;

/** Longer than a window, with something in it that is not of ASCII, now and then at the end of one. */
const text = fc
  .tuple(
    fc.constantFrom('10.0.0.1, ', 'é', 'x€y', 'a\u{1f600}'),
    fc.integer({ min: SIZE - 6, max: SIZE + 6 }),
  )
  .map(([some, at]) => `${'1.2.3.4,'.repeat(SIZE).slice(0, at)}${some}${'5,'.repeat(SIZE)}`);

test('a window holds the characters of its text, and never takes another for one of ASCII', () => {
  fc.assert(
    fc.property(text, fc.array(fc.integer({ min: 0, max: SIZE }), { minLength: 3 }), (one, steps) => {
      const window = new Window(one);
      for (let at = 0, step = 0; at < one.length; at += 1 + steps[step++ % steps.length]!) {
        window.cover(at, 40);
        const { start, length, bytes } = window;
        const end = start + length;
        expect(start <= at && (at + 40 <= end || end === one.length)).toBe(true);
        expect(bytes[length]).toBe(0);
        for (let i = at; i < Math.min(at + 40, end); i++) {
          const code = one.charCodeAt(i);
          if (code < 128) expect(bytes[i - start]).toBe(code);
          else expect(bytes[i - start]).toBeGreaterThan(127);
        }
      }
    }),
    { numRuns: 40 },
  );
});
