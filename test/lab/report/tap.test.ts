import { Parser } from 'tap-parser';
import { describe, expect, test } from 'vitest';
import type { ExpectationLine } from '../../../src/lab/report/report.js';
import { tapBailOut, tapReport } from '../../../src/lab/report/tap.js';
import { findings, hostile, labHost, type TrialParts } from '../../support/findings.js';

const expectation: ExpectationLine = {
  from: 'anywhere',
  to: 'db-1',
  port: 'tcp/22',
  allowed: false,
  holds: true,
  because: 'no rule allows it',
};

const tapOf = (trials: readonly TrialParts[], expectations: readonly ExpectationLine[] = []) =>
  tapReport({ findings: findings(trials), expectations });

/** Reads TAP strictly: what is no TAP is a failure. */
function parsed(text: string) {
  const points: {
    ok: boolean;
    name: string;
    diag?: Record<string, unknown>;
    skip?: unknown;
    todo?: unknown;
  }[] = [];
  const parser = new Parser({ strict: true });
  parser.on('assert', (point) => points.push(point as never));
  let bailedOut: unknown;
  parser.on('bailout', (reason) => {
    bailedOut = reason;
  });
  parser.end(text);
  return { points, results: parser.results!, bailedOut };
}

describe('TAP', () => {
  test('has the version, the plan and a line for each probe', () => {
    expect(tapOf([{}, { traffic: 80 }]).split('\n')).toEqual([
      'TAP version 14',
      '# target nftables, seed 7',
      '1..2',
      'ok 1 - tcp/443 from outside 203.0.113.7 to web-1 eth0 10.0.1.10 (first port of a rule)',
      'ok 2 - tcp/80 from outside 203.0.113.7 to web-1 eth0 10.0.1.10 (first port of a rule)',
      '',
    ]);
  });

  test('a disagreement is not ok, with what was wanted, why, and what was seen', () => {
    const { points, results } = parsed(
      tapOf([{ wanted: 'not-let-in', because: 'no rule', seen: 'answered' }, {}]),
    );
    expect(results).toMatchObject({ ok: false, count: 2, pass: 1, fail: 1 });
    expect(points[0]).toMatchObject({
      ok: false,
      diag: {
        probe: 1,
        purpose: 'first port of a rule',
        wanted: 'is not let in',
        because: 'no rule',
        seen: 'arrives, and so does the answer',
      },
    });
  });

  test('an untried probe is not ok, and not skipped, which would count as passed', () => {
    const { points, results } = parsed(tapOf([{ seen: { fate: 'untried', problem: 'no route' } }]));
    expect(results).toMatchObject({ ok: false, fail: 1, skip: 0, todo: 0 });
    expect(points[0]!.diag).toMatchObject({ seen: 'not tried: no route' });
  });

  test('expectations follow the probes', () => {
    const { points } = parsed(tapOf([{}], [expectation, { ...expectation, holds: false }]));
    expect(points.map(({ ok, name }) => [ok, name])).toEqual([
      [true, expect.stringContaining('tcp/443')],
      [true, 'expected: tcp/22 from anywhere to db-1 is refused'],
      [false, 'expected: tcp/22 from anywhere to db-1 is refused'],
    ]);
  });

  test.each(hostile)('reads as the same points with %j everywhere', (text) => {
    const host = labHost('h', '10.0.0.1', text);
    const trials = [
      { to: host, purpose: text },
      { to: host, because: text, purpose: text, seen: { fate: 'untried', problem: text } },
    ] as const;
    const line = { ...expectation, from: text, to: text, port: text, because: text };
    const { points, results } = parsed(
      tapReport({ findings: findings(trials, [host]), expectations: [line, { ...line, holds: false }] }),
    );
    expect(points.map(({ ok }) => ok)).toEqual([true, false, true, false]);
    expect(results).toMatchObject({ count: 4, pass: 2, fail: 2, skip: 0, todo: 0, bailout: false });
    expect(results.failures.filter((one) => one.tapError)).toEqual([]);
  });

  test('bails out where there is no report', () => {
    expect(parsed(tapBailOut('no # scripts\nok 1')).results).toMatchObject({
      ok: false,
      bailout: expect.any(String),
    });
    expect(tapBailOut('no # scripts\nok 1').trimEnd().split('\n')).toHaveLength(2);
  });
});
