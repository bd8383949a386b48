import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ACCEPT,
  BACK,
  Diagrams,
  DROP,
  NEXT,
  type Node,
  UNKNOWN,
} from '../../../src/proof/diagram/diagrams.js';
import { differences } from '../../../src/proof/diagram/differences.js';
import { sequence } from '../../../src/proof/diagram/fold.js';
import { choose } from '../../../src/proof/diagram/sets.js';
import { type Row, type Side, tableOf } from '../../../src/proof/diagram/table.js';
import { rankOf } from '../../../src/proof/dimensions.js';
import { holds, unionOfBounds } from '../../../src/proof/values.js';

/** Small enough to try every packet: what is above the last value behaves like it. */
const dimensions = [
  { rank: rankOf('state'), values: [0, 1, 2, 3, 4] },
  { rank: rankOf('cell'), values: [0, 1, 2, 3, 65_535] },
  { rank: rankOf('peer6'), values: [0n, 1n, 2n, (1n << 128n) - 1n] },
] as const;

type Packet = ReadonlyMap<number, number | bigint>;

const packets: readonly Packet[] = dimensions.reduce<readonly Packet[]>(
  (all, { rank, values }) =>
    all.flatMap((packet) => values.map((value) => new Map([...packet, [rank, value] as const]))),
  [new Map()],
);

/** Sets whose boundaries lie between the values that are tried. */
const ends = [
  [0, 1, 2, 3, 4, 5],
  [0, 1, 2, 3, 4, 65_536],
  [0n, 1n, 2n, 3n, 1n << 128n],
] as const;

const side = fc.integer({ min: 0, max: 2 }).chain((at) =>
  fc
    .subarray([...(ends[at] as readonly (number | bigint)[])], { minLength: 2, maxLength: 4 })
    .map((some): Side => {
      const bounds = some.length % 2 === 0 ? some : some.slice(1);
      return { dimension: dimensions[at]!.rank, set: unionOfBounds(bounds) };
    }),
);

const box = fc
  .array(side, { maxLength: 3 })
  .map((sides) =>
    sides
      .filter((one, i) => sides.findIndex(({ dimension }) => dimension === one.dimension) === i)
      .sort((a, b) => a.dimension - b.dimension),
  );

const leaf = fc.constantFrom(ACCEPT, DROP, NEXT, BACK, UNKNOWN);
const rule = fc.record({ sides: box, result: leaf });
const rules = fc.array(rule, { maxLength: 6 });

const fits = (sides: readonly Side[], packet: Packet) =>
  sides.every(({ dimension, set }) => holds(set, packet.get(dimension)!));

/** The first rule that fits and decides. */
function decided(list: readonly Row[], packet: Packet): Node {
  return list.find(({ sides, result }) => result !== NEXT && fits(sides, packet))?.result ?? NEXT;
}

function diagramOf(diagrams: Diagrams, list: readonly Row[]): Node {
  return sequence(
    diagrams,
    list.map(({ sides, result }) =>
      sides.reduceRight((node, one) => choose(diagrams, one.dimension, one.set, node, NEXT), result),
    ),
  );
}

const evaluate = (diagrams: Diagrams, node: Node, packet: Packet) =>
  diagrams.evaluate(node, (rank) => packet.get(rank)!);

/** What a diagram says of every packet. */
const table = (diagrams: Diagrams, node: Node) => packets.map((packet) => evaluate(diagrams, node, packet));

test('a list of rules is the first that decides', () => {
  fc.assert(
    fc.property(rules, (list) => {
      const diagrams = new Diagrams();
      const node = diagramOf(diagrams, list);
      expect(table(diagrams, node)).toEqual(packets.map((packet) => decided(list, packet)));
    }),
  );
});

test('two diagrams are one node if and only if they mean the same', () => {
  fc.assert(
    fc.property(rules, rules, (first, second) => {
      const diagrams = new Diagrams();
      const [a, b] = [diagramOf(diagrams, first), diagramOf(diagrams, second)];
      const same = JSON.stringify(table(diagrams, a)) === JSON.stringify(table(diagrams, b));
      expect(a === b).toBe(same);
    }),
  );
});

test('a set of many intervals is one node, however it comes about', () => {
  const cell = rankOf('cell');
  const intervals = fc
    .uniqueArray(fc.integer({ min: 0, max: 65_536 }), { minLength: 2, maxLength: 40 })
    .map((points) => points.sort((a, b) => a - b))
    .map((points) => points.slice(points.length % 2));
  fc.assert(
    fc.property(intervals, leaf, leaf, leaf, (set, inside, outside, other) => {
      const diagrams = new Diagrams();
      const whole = choose(diagrams, cell, set, inside, NEXT);
      const parts = set.flatMap((start, i) =>
        i % 2 === 0 ? [choose(diagrams, cell, [start, set[i + 1]!], inside, NEXT)] : [],
      );
      expect(sequence(diagrams, parts)).toBe(whole);
      const listed = Array.from({ length: diagrams.childrenOf(whole).length }, (_, i) =>
        diagrams.isLeaf(whole) ? whole : diagrams.childAt(whole, i),
      );
      if (!diagrams.isLeaf(whole)) expect(diagrams.node(cell, diagrams.cutsOf(whole), listed)).toBe(whole);
      const full = choose(diagrams, cell, set, inside, outside);
      const turned = diagrams.relabel(full, new Map([[outside, other]]));
      expect(turned).toBe(choose(diagrams, cell, set, inside === outside ? other : inside, other));
    }),
  );
});

test('one after the other is associative, and nothing is its neutral element', () => {
  fc.assert(
    fc.property(rules, rules, rules, fc.constantFrom(ACCEPT, NEXT, BACK), (a, b, c, at) => {
      const diagrams = new Diagrams();
      const [x, y, z] = [a, b, c].map((list) => diagramOf(diagrams, list)) as [Node, Node, Node];
      const left = diagrams.replace(diagrams.replace(x, at, y), at, z);
      expect(left).toBe(diagrams.replace(x, at, diagrams.replace(y, at, z)));
      expect(diagrams.replace(x, at, at)).toBe(x);
      expect(diagrams.replace(at, at, x)).toBe(x);
    }),
  );
});

test('other leaves stand where the old ones stood', () => {
  fc.assert(
    fc.property(rules, leaf, leaf, (list, from, to) => {
      const diagrams = new Diagrams();
      const node = diagramOf(diagrams, list);
      const relabelled = diagrams.relabel(node, new Map([[from, to]]));
      const expected = table(diagrams, node).map((one) => (one === from ? to : one));
      expect(table(diagrams, relabelled)).toEqual(expected);
    }),
  );
});

test('a table says what its rows say, and whether they contradict each other', () => {
  fc.assert(
    fc.property(rules, (list) => {
      const diagrams = new Diagrams();
      const { node, ambiguous } = tableOf(diagrams, list);
      const fitting = packets.map(
        (packet) => new Set(list.filter(({ sides }) => fits(sides, packet)).map(({ result }) => result)),
      );
      expect(ambiguous).toBe(fitting.some(({ size }) => size > 1));
      if (!ambiguous) expect(table(diagrams, node)).toEqual(fitting.map(([one]) => one ?? NEXT));
    }),
  );
});

test('a table may lead to diagrams that ask for any dimension', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ sides: box, result: rules }), { maxLength: 4 }), (list) => {
      const diagrams = new Diagrams();
      const rows = list.map(({ sides, result }) => ({ sides, result: diagramOf(diagrams, result) }));
      const { node, ambiguous } = tableOf(diagrams, rows);
      if (ambiguous) return;
      const expected = packets.map((packet) => {
        const row = rows.find(({ sides }) => fits(sides, packet));
        return row ? evaluate(diagrams, row.result, packet) : NEXT;
      });
      expect(table(diagrams, node)).toEqual(expected);
    }),
  );
});

test('differences are disjoint, and are all of them', () => {
  fc.assert(
    fc.property(rules, rules, (first, second) => {
      const diagrams = new Diagrams();
      const [a, b] = [diagramOf(diagrams, first), diagramOf(diagrams, second)];
      const found = [...differences(diagrams, a, b)];
      const boxes = packets.map((packet) => found.filter(({ sides }) => fits(sides, packet)));
      const [before, after] = [table(diagrams, a), table(diagrams, b)];
      boxes.forEach((some, i) => {
        if (before[i] === after[i]) expect(some).toEqual([]);
        else expect(some).toMatchObject([{ first: before[i], second: after[i] }]);
      });
    }),
  );
});

test('a union of intervals holds what any of them holds, and no neighbours are left apart', () => {
  const interval = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }));
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 12 }), fc.boolean(), (list, wide) => {
      const bounds: (number | bigint)[] = list.flat().map((one) => (wide ? BigInt(one) : one));
      const union = unionOfBounds(bounds);
      for (let value = 0; value <= 31; value++) {
        const point = wide ? BigInt(value) : value;
        expect(holds(union, point)).toBe(list.some(([start, end]) => start <= value && value < end));
      }
      expect([...union].every((bound, i) => i === 0 || bound > union[i - 1]!)).toBe(true);
    }),
  );
});
