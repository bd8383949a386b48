import { expect, test } from 'vitest';
import { rankOf } from '../../src/proof/dimensions.js';
import { type Box, joinBoxes } from '../../src/proof/join-boxes.js';
import { holds } from '../../src/proof/values.js';
import { Random } from '../reference/random.js';

const [family, protocol, hopLimit] = ['family', 'protocol', 'hopLimit'].map((name) =>
  rankOf(name as 'family'),
) as [number, number, number];

const box = (...sides: readonly (readonly [number, readonly number[]])[]): Box =>
  sides.map(([dimension, set]) => ({ dimension, set }));

test('boxes that differ in one dimension become one, and what is then everything goes', () => {
  expect(
    joinBoxes([box([family, [0, 1]], [protocol, [6, 7]]), box([family, [1, 2]], [protocol, [6, 7]])]),
  ).toEqual([box([protocol, [6, 7]])]);
});

test('a box that was passed over joins with one that has grown', () => {
  const parts = [
    box([protocol, [58, 59]], [hopLimit, [0, 1, 2, 255]]),
    box([protocol, [58, 59]], [hopLimit, [1, 2]]),
    box([protocol, [58, 59]], [hopLimit, [255, 256]]),
  ];
  expect(joinBoxes(parts)).toEqual([box([protocol, [58, 59]])]);
});

test('equal boxes are one', () => {
  expect(joinBoxes([box([family, [0, 1]]), box([family, [0, 1]])])).toEqual([box([family, [0, 1]])]);
  expect(joinBoxes([])).toEqual([]);
});

test('of random boxes, they hold the same packets', () => {
  const random = new Random(7);
  const interval = (end: number) => {
    const start = random.between(0, end - 1);
    return [start, random.between(start + 1, end)];
  };
  for (let round = 0; round < 300; round++) {
    const boxes = random.times(random.between(1, 6), () =>
      box(
        ...(random.pick([true, false]) ? [[family, interval(2)] as const] : []),
        [protocol, interval(4)],
        [hopLimit, interval(4)],
      ),
    );
    const joined = joinBoxes(boxes);
    for (let at = 0; at < 32; at++) {
      const values = new Map([
        [family, at % 2],
        [protocol, (at >> 1) % 4],
        [hopLimit, at >> 3],
      ]);
      const isIn = (all: readonly Box[]) =>
        all.some((one) => one.every(({ dimension, set }) => holds(set, values.get(dimension)!)));
      expect(isIn(joined)).toBe(isIn(boxes));
    }
  }
});
