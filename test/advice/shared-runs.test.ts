import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedRuns } from '../../src/advice/shared-runs.js';
import type { CellRuleset } from '../../src/ruleset/model.js';

const PEERS = [0, 1, 2, 3];

/** Cells of one port each; the number's bits say which peers may use it, none leaves a gap. */
function cellsOf(ports: readonly number[]): readonly CellRuleset<number>[] {
  return ports
    .map((bits, port) => ({ first: port, last: port, peers: peersOf(bits) }))
    .filter(({ peers }) => peers.length > 0);
}

function peersOf(bits: number): readonly number[] {
  const edges = PEERS.flatMap((peer) => (bits & (1 << peer) ? [peer, peer + 1] : []));
  return edges.filter((edge, i) => edge !== edges[i - 1] && edge !== edges[i + 1]);
}

/** For every peer its runs of ports, without those that lie within another's. */
function expected(ports: readonly number[]): ReadonlySet<string> {
  const runs = PEERS.flatMap((peer) => {
    const own = ports.map((bits) => (bits & (1 << peer)) !== 0);
    const starts = own.flatMap((has, port) => (has && !own[port - 1] ? [port] : []));
    return starts.map((first) => {
      const gap = own.indexOf(false, first);
      return { first, last: (gap < 0 ? own.length : gap) - 1 };
    });
  });
  const longest = runs.filter(
    (a) => !runs.some((b) => b.first <= a.first && a.last <= b.last && b.last - b.first > a.last - a.first),
  );
  return new Set(longest.map(({ first, last }) => `${first}-${last}`));
}

describe('runs of cells with a peer in common', () => {
  it('are the longest runs of each peer', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(15), { maxLength: 12 }), (ports) => {
        const runs = sharedRuns(cellsOf(ports));
        expect(runs.map(({ first, last }) => `${first}-${last}`)).toHaveLength(expected(ports).size);
        expect(new Set(runs.map(({ first, last }) => `${first}-${last}`))).toEqual(expected(ports));
      }),
      { numRuns: 2000 },
    );
  });

  it('come with the peers that may use all of them', () => {
    expect(sharedRuns(cellsOf([1, 3, 2, 6, 4, 0, 5]))).toEqual([
      { first: 0, last: 1, peers: [0, 1] },
      { first: 1, last: 3, peers: [1, 2] },
      { first: 3, last: 4, peers: [2, 3] },
      { first: 6, last: 6, peers: [0, 1, 2, 3] },
    ]);
  });
});
