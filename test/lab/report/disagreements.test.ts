import { describe, expect, test } from 'vitest';
import { disagreements, untried } from '../../../src/lab/report/disagreements.js';
import { countsOf, packetsAgree } from '../../../src/lab/report/report.js';
import { db, findings, type TrialParts } from '../../support/findings.js';

const missing = { fate: 'untried', problem: 'no route' } as const;
const ids = (groups: ReturnType<typeof disagreements>) =>
  groups.map(({ trials }) => trials.map(({ probe }) => probe.id));
const wrong = (trials: readonly TrialParts[]) => ids(disagreements(findings(trials).trials));

describe('disagreements', () => {
  test('are the trials where another fate was seen than was wanted', () => {
    expect(wrong([{}, { seen: 'not-let-in' }, { seen: missing }, { wanted: 'unanswered' }])).toEqual([[2]]);
  });

  test('of a kind stand together, however far apart they were', () => {
    const one = { seen: 'not-let-in', traffic: 1 } as const;
    expect(wrong([one, {}, { ...one, traffic: 2 }, { ...one, from: '192.0.2.9', traffic: 3 }])).toEqual([
      [1, 3, 4],
    ]);
  });

  test.each<[what: string, other: TrialParts]>([
    ['receiver', { to: db }],
    ['sender', { from: db }],
    ['family', { family: 'ipv6' }],
    ['kind of traffic', { traffic: { kind: 'udp', port: 443 } }],
    ['reason', { because: 'another rule' }],
    ['fate', { seen: 'unanswered' }],
  ])('of another %s stand apart', (_, other) => {
    expect(wrong([{ seen: 'not-let-in' }, { seen: 'not-let-in', ...other }])).toEqual([[1], [2]]);
  });

  test('what went too far comes before what did not get far enough', () => {
    const trials: TrialParts[] = [
      { seen: 'not-let-in' },
      { wanted: 'not-let-in', seen: 'answered' },
      { seen: 'unanswered' },
      { wanted: 'unanswered', seen: 'answered' },
      { wanted: 'not-let-out', seen: 'not-let-in' },
    ];
    expect(wrong(trials)).toEqual([[2], [4], [5], [1], [3]]);
  });
});

test('untried probes stand together by their problem', () => {
  const trials = [{ seen: missing }, {}, { seen: missing }, { seen: { ...missing, problem: 'busy' } }];
  expect(ids(untried(findings(trials).trials))).toEqual([[1, 3], [4]]);
});

test('counts: tried are those that have shown something', () => {
  const { trials } = findings([{}, {}, { seen: 'not-let-in' }, { seen: missing }]);
  expect(countsOf(trials)).toEqual({ tried: 3, agreed: 2, disagreed: 1, untried: 1 });
});

test.each<[what: string, trials: readonly TrialParts[], agree: boolean]>([
  ['all as wanted', [{}, { wanted: 'not-let-in' }], true],
  ['one not', [{}, { seen: 'not-let-in' }], false],
  ['one untried', [{}, { seen: missing }], false],
  ['nothing tried', [], false],
])('packets agree: %s', (_, trials, agree) => {
  expect(packetsAgree(findings(trials))).toBe(agree);
});
