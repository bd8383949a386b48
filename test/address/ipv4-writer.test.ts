import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ipv4 } from '../../src/address/ipv4.js';
import { Ipv4Writer } from '../../src/address/ipv4-writer.js';
import { formatInterval } from '../../src/address/space.js';

const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const range = fc
  .tuple(address, address)
  .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) + 1 }));
const prefix = fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([at, length]) => {
  const size = 2 ** (32 - length);
  const start = at - (at % size);
  return { start, end: start + size };
});
/** Of as many addresses as a prefix has, but mostly from where none begins. */
const likePrefix = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 1, max: 32 }))
  .map(([start, length]) => ({ start, end: start + 2 ** (32 - length) }));

test('what is written in lines is what each interval is called', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(range, prefix, likePrefix), { maxLength: 20 }), (intervals) => {
      const writer = new Ipv4Writer(intervals.length, 3, ';\n');
      for (const { start, end } of intervals) writer.interval(start, end);
      const texts = intervals.map((one) => formatInterval(ipv4, one));
      const lines = Array.from({ length: Math.ceil(texts.length / 3) }, (_, line) =>
        texts.slice(3 * line, 3 * line + 3).join(', '),
      );
      expect(writer.text).toBe(lines.join(';\n'));
    }),
    { examples: [[[{ start: 0, end: 2 ** 32 }]], [[{ start: 2 ** 31, end: 2 ** 32 }]]] },
  );
});

test('single addresses are written without a length', () => {
  const writer = new Ipv4Writer(2, 6, '\n');
  writer.address(0);
  writer.address(2 ** 32 - 1);
  expect(writer.text).toBe('0.0.0.0, 255.255.255.255');
});
