import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromIntervals, type IntervalSet } from '../../src/address/intervals.js';
import { coveringShapes } from '../../src/advice/coverage/covering.js';
import { redundantRules } from '../../src/advice/coverage/redundant.js';
import type { Shape } from '../../src/advice/coverage/shapes.js';
import type { Rule } from '../../src/definition/model.js';
import type { Traffic } from '../../src/traffic/traffic.js';

/** A small world, in which every packet can be tried: protocols 6, 17 and another, 6 ports, 6 addresses of each family. */
const packets = [6, 17, 99].flatMap((protocol) =>
  points(6).flatMap((port) =>
    points(6).flatMap((address) => [
      { protocol, port, ipv4: address },
      { protocol, port, ipv6: BigInt(address) },
    ]),
  ),
);
type Packet = {
  readonly protocol: number;
  readonly port: number;
  readonly ipv4?: number;
  readonly ipv6?: bigint;
};

function points(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}

const interval = fc
  .tuple(fc.nat(5), fc.nat(5))
  .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) + 1 }));
const set = fc.array(interval, { maxLength: 2 }).map((all) => fromIntervals(all));
const traffic = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom(6, 17), interval)
      .map(([protocol, { start, end }]) => [protocol, [start, end]] as const),
  },
  { weight: 1, arbitrary: fc.constant(['all', [0, 65_536]] as const) },
);
const shape = fc.record({ traffic, v4: set, v6: set }).map(
  (one): Shape => ({
    rule: {} as Rule,
    traffic: new Map<Traffic['protocol'], IntervalSet<number>>([one.traffic]),
    peers: { ipv4: one.v4, ipv6: one.v6.map(BigInt) },
  }),
);
const scope = fc
  .array(shape, { maxLength: 7 })
  .map((all) => all.filter(({ peers }) => peers.ipv4.length + peers.ipv6.length > 0));

function lets(one: Shape, packet: Packet): boolean {
  const cells = one.traffic.get('all') ?? one.traffic.get(packet.protocol) ?? [];
  const peers =
    packet.ipv4 === undefined ? holds(one.peers.ipv6, packet.ipv6!) : holds(one.peers.ipv4, packet.ipv4);
  return peers && holds(cells, packet.port);
}

function holds(boundaries: readonly (number | bigint)[], point: number | bigint): boolean {
  return boundaries.filter((boundary) => boundary <= point).length % 2 === 1;
}

function cover(others: readonly Shape[], one: Shape): boolean {
  return packets.every((packet) => !lets(one, packet) || others.some((other) => lets(other, packet)));
}

describe('redundant rules, packet by packet', () => {
  it('can all be removed, and none of the others can', () => {
    fc.assert(
      fc.property(scope, (shapes) => {
        const redundant = redundantRules([shapes], () => true);
        const kept = shapes.filter(({ rule }) => !redundant.has(rule));
        for (const one of shapes) {
          if (redundant.has(one.rule)) expect(cover(kept, one)).toBe(true);
          else
            expect(
              cover(
                kept.filter((other) => other !== one),
                one,
              ),
            ).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('are removed from several scopes only if they are covered in all', () => {
    fc.assert(
      fc.property(scope, scope, scope, (common, a, b) => {
        const scopes = [
          [...common, ...a],
          [...b, ...common],
        ];
        const redundant = redundantRules(scopes, () => true);
        const kept = scopes.map((shapes) => shapes.filter(({ rule }) => !redundant.has(rule)));
        for (const [i, shapes] of scopes.entries()) {
          for (const one of shapes) if (redundant.has(one.rule)) expect(cover(kept[i]!, one)).toBe(true);
        }
        for (const one of new Set(kept.flat())) {
          const own = kept.filter((shapes) => shapes.includes(one));
          expect(
            own.every((shapes) =>
              cover(
                shapes.filter((other) => other !== one),
                one,
              ),
            ),
          ).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are covered by the rules that are named, unless there are too many to name', () => {
    fc.assert(
      fc.property(scope, (shapes) => {
        const redundant = redundantRules([shapes], () => true);
        const kept = shapes.filter(({ rule }) => !redundant.has(rule));
        const covered = shapes.filter(({ rule }) => redundant.has(rule));
        for (const [one, covering] of coveringShapes(covered, kept)) {
          expect(covering.length).toBeGreaterThan(0);
          if (covering.length < 3) expect(cover(covering, one)).toBe(true);
          for (const other of covering)
            expect(packets.some((packet) => lets(one, packet) && lets(other, packet))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are found among 5,000', () => {
    const rule = () => ({}) as Rule;
    const shapes = points(5000).map((i): Shape => {
      const port = (i * 7919) % 60_000;
      const address = (i * 104_729) % 2 ** 24;
      return {
        rule: rule(),
        traffic: new Map([[6, [port, port + 5000]]]),
        peers: { ipv4: [address, address + 1000], ipv6: [] },
      };
    });
    const narrow = {
      ...shapes[77]!,
      rule: rule(),
      traffic: new Map([[6, [...shapes[77]!.traffic.get(6)!].map((at, i) => at + 1 - 2 * i)]]),
    };
    expect(redundantRules([[narrow, ...shapes]], () => true).has(narrow.rule)).toBe(true);
  });
});
