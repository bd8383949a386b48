import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { has, type IntervalSet, type Point } from '../../src/address/intervals.js';
import { canonicalRuleset, isDivided } from '../../src/ruleset/canonical.js';
import { factorRuleset } from '../../src/ruleset/factor.js';
import type { Factored } from '../../src/ruleset/factored.js';
import type { FamilyRuleset, Ruleset } from '../../src/ruleset/model.js';
import type { PeerSet } from '../../src/ruleset/peer-set.js';
import { allows, anyAllows, type Probe, probes } from '../support/allows.js';
import { sameRuleset } from '../support/same-ruleset.js';

function lets(ruleset: Ruleset, probe: Probe): boolean {
  return probe.family === 'ipv4'
    ? familyLets(ruleset.ipv4, probe, probe.address)
    : familyLets(ruleset.ipv6, probe, BigInt(probe.address));
}

function familyLets<P extends Point>(
  { protocols }: FamilyRuleset<P>,
  { protocol, cell }: Probe,
  address: P,
): boolean {
  return protocols.some(
    ({ first, last, cells }) =>
      first <= protocol &&
      protocol <= last &&
      cells.some((one) => one.first <= cell && cell <= one.last && has(one.peers, address)),
  );
}

function factoredLets<P extends Point>(
  factored: Factored<P, PeerSet<P>>,
  { protocol, cell }: Probe,
  address: P,
): boolean {
  if (has(factored.everything.set, address)) return true;
  return factored.protocols.some(
    ({ first, last, anyCell, cells }) =>
      first <= protocol &&
      protocol <= last &&
      (has(anyCell.set, address) ||
        cells.some((one) => one.first <= cell && cell <= one.last && has(one.peers.set, address))),
  );
}

describe('the canonical ruleset', () => {
  test('lets through what any rule allows, and nothing else (fact 1)', () => {
    fc.assert(
      fc.property(allows, (list) => {
        const ruleset = canonicalRuleset(list);
        for (const probe of probes)
          expect(lets(ruleset, probe), JSON.stringify(probe)).toBe(anyAllows(list, probe));
      }),
      { numRuns: 60 },
    );
  });

  test('is the same for two lists of rules if and only if they mean the same', () => {
    fc.assert(
      fc.property(allows, allows, (a, b) => {
        const same = probes.every((probe) => anyAllows(a, probe) === anyAllows(b, probe));
        // The small world tells apart whatever its own boundaries tell apart.
        expect(sameRuleset(canonicalRuleset(a), canonicalRuleset(b))).toBe(same);
      }),
      { numRuns: 200 },
    );
  });

  test('does not depend on order, repetition or how a rule is split', () => {
    fc.assert(
      fc.property(allows, fc.constantFrom(22, 256, 65_534), (list, at) => {
        const split = list.flatMap((one) => {
          const { traffic } = one;
          if (traffic.protocol === 'all' || traffic.first >= at || traffic.last < at) return [one, one];
          if (!isDivided(traffic.protocol, 'ipv4') && !isDivided(traffic.protocol, 'ipv6')) return [one];
          return [
            { ...one, traffic: { ...traffic, last: at - 1 } },
            { ...one, traffic: { ...traffic, first: at } },
          ];
        });
        expect(sameRuleset(canonicalRuleset(split.reverse()), canonicalRuleset(list))).toBe(true);
      }),
    );
  });

  test('joins neighbours: no two entries in a row mean the same', () => {
    fc.assert(
      fc.property(allows, (list) => {
        for (const { cells } of canonicalRuleset(list).ipv4.protocols) {
          cells.forEach((cell, i) => {
            const before = cells[i - 1];
            expect(before?.last === cell.first - 1 && before.set === cell.set).toBe(false);
            expect(cell.peers.length).toBeGreaterThan(0);
          });
        }
      }),
    );
  });

  test('no rule at all, and rules without peers, let nothing through', () => {
    expect(canonicalRuleset([]).ipv4.protocols).toEqual([]);
    const list = [
      { traffic: { protocol: 'all', first: 0, last: 65_535 }, peers: { ipv4: [], ipv6: [] }, origin: {} },
    ];
    expect(canonicalRuleset(list as never).ipv6.protocols).toEqual([]);
  });
});

describe('the factored ruleset', () => {
  test('means the same as the canonical one', () => {
    fc.assert(
      fc.property(allows, (list) => {
        const { ipv4, ipv6 } = canonicalRuleset(list);
        const [v4, v6] = [factorRuleset(ipv4), factorRuleset(ipv6)];
        for (const probe of probes) {
          const found =
            probe.family === 'ipv4'
              ? factoredLets(v4, probe, probe.address)
              : factoredLets(v6, probe, BigInt(probe.address));
          expect(found, JSON.stringify(probe)).toBe(anyAllows(list, probe));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('has no entry without peers', () => {
    fc.assert(
      fc.property(allows, (list) => {
        for (const { anyCell, cells } of factorRuleset(canonicalRuleset(list).ipv4).protocols) {
          expect(anyCell.count + cells.length).toBeGreaterThan(0);
          for (const { peers } of cells) expect(peers.count).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('says everything once: all traffic needs no protocol', () => {
    const peers: IntervalSet<number> = [0, 2 ** 32];
    const all = {
      traffic: { protocol: 'all', first: 0, last: 65_535 },
      peers: { ipv4: peers, ipv6: [] },
      origin: {},
    };
    const { everything, protocols } = factorRuleset(canonicalRuleset([all as never]).ipv4);
    expect([everything.set, protocols]).toEqual([peers, []]);
  });
});
