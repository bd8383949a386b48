import { describe, expect, test } from 'vitest';
import type { Reach } from '../../../src/lab/report/cell.js';
import { matrixOf } from '../../../src/lab/report/matrix.js';
import { db, findings, labHost, type TrialParts, web } from '../../support/findings.js';

const refused = { wanted: 'not-let-in' } as const;

/** Rows of `from: to = what`, where what is as `tcp 22,80-90*`. */
function cells(trials: readonly TrialParts[], hosts = [web, db]): readonly string[] {
  const { rows } = matrixOf(findings(trials, hosts));
  return rows.flatMap(({ sender, addresses, reached }) =>
    Array.from(
      reached,
      ([to, reach]) =>
        `${[sender, ...addresses].join(' ')}: ${to} = ${reach.map(text).join('; ') || 'nothing'}`,
    ),
  );
}

function text({ what, family, runs }: Reach): string {
  const ports = runs.map(
    ({ first, last, sampled, passage }) =>
      `${first === last ? first : `${first}-${last}`}${sampled ? '*' : ''}${passage === 'through' ? '' : ` ${passage}`}`,
  );
  return `${what} ${ports.join(',')}${family ? ` ${family}` : ''}`;
}

const from = (sender: TrialParts['from'], ...trials: readonly TrialParts[]) =>
  trials.map((one) => ({ ...one, from: sender! }));

describe('a cell', () => {
  test('lists what got there, ascending, TCP first', () => {
    const trials = [
      { traffic: { kind: 'echo' } },
      { traffic: { kind: 'udp', port: 53 } },
      { traffic: 443 },
      { traffic: 80, because: 'rule 2' },
      { traffic: { kind: 'protocol', protocol: 47 } },
      { traffic: { kind: 'icmp', type: 13, code: 0 }, wanted: 'unanswered' },
    ] as const;
    expect(cells(from(db, ...trials))).toEqual([
      'db-1: web-1 = tcp 80,443; udp 53; echo 0; icmp/13/0 0; protocol 47',
    ]);
  });

  test('says so where nothing got there, and has nothing where nothing was tried', () => {
    expect(cells(from(db, { traffic: 22, ...refused }))).toEqual(['db-1: web-1 = nothing']);
    expect(matrixOf(findings(from(db, {}))).rows[0]!.reached.has('db-1')).toBe(false);
  });

  test('ports that one rule let through are a range, of which not all were tried', () => {
    expect(cells(from(db, { traffic: 8000 }, { traffic: 8100 }, { traffic: 8050 }))).toEqual([
      'db-1: web-1 = tcp 8000-8100*',
    ]);
    expect(cells(from(db, { traffic: 8001 }, { traffic: 8000 }))).toEqual(['db-1: web-1 = tcp 8000-8001']);
  });

  test('ports of different rules are no range, unless nothing lies between them', () => {
    const ports = [
      { traffic: 80, because: 'a' },
      { traffic: 443, because: 'b' },
    ] as const;
    expect(cells(from(db, ...ports))).toEqual(['db-1: web-1 = tcp 80,443']);
    const next = [
      { traffic: 80, because: 'a' },
      { traffic: 81, because: 'b' },
    ] as const;
    expect(cells(from(db, ...next))).toEqual(['db-1: web-1 = tcp 80-81']);
  });

  test('a refused port in between parts a range', () => {
    const trials = [{ traffic: 80 }, { traffic: 90, ...refused }, { traffic: 443 }];
    expect(cells(from(db, ...trials))).toEqual(['db-1: web-1 = tcp 80,443']);
  });

  test('families are told apart only where they differ', () => {
    const six = { family: 'ipv6' } as const;
    expect(cells(from(db, { traffic: 22 }, { traffic: 22, ...six }))).toEqual(['db-1: web-1 = tcp 22']);
    expect(cells(from(db, { traffic: 22, ...six }))).toEqual(['db-1: web-1 = tcp 22']);
    expect(cells(from(db, { traffic: 22 }, { traffic: 22, ...six, ...refused }))).toEqual([
      'db-1: web-1 = tcp 22 ipv4',
    ]);
  });

  test('what got there from some addresses only is partly through', () => {
    expect(cells(from(db, { traffic: 22 }, { traffic: 22, ...refused }))).toEqual([
      'db-1: web-1 = tcp 22 partly',
    ]);
  });

  test('marks what got there and should not, and what should and did not', () => {
    const trials = [
      { traffic: 22, ...refused, seen: 'answered' },
      { traffic: 80, seen: 'not-let-in' },
      { traffic: 443, seen: 'unanswered' },
      { traffic: 8080 },
    ] as const;
    expect(cells(from(db, ...trials))).toEqual(['db-1: web-1 = tcp 22 too-far,80-443* stopped,8080']);
  });

  test('a packet that was let out and should not marks its port, though it did not get there', () => {
    const trial = { traffic: 22, wanted: 'not-let-out', seen: 'not-let-in' } as const;
    expect(cells(from(db, trial))).toEqual(['db-1: web-1 = tcp 22 too-far']);
  });

  test('what could not be tried is not in it', () => {
    expect(cells(from(db, { seen: { fate: 'untried', problem: 'no route' } }))).toEqual([]);
  });
});

describe('the world outside', () => {
  test('is one sender for what every address got through, of at least two', () => {
    expect(cells([{ from: '192.0.2.1' }, { from: '198.51.100.1' }])).toEqual(['outside: web-1 = tcp 443']);
  });

  test('has a part for addresses that alone got through, with refused ports beside it', () => {
    const some = [
      { from: '203.0.113.0', traffic: 22 },
      { from: '203.0.113.255', traffic: 22 },
      { from: '203.0.114.0', traffic: 22, ...refused },
      { from: '203.0.113.0', traffic: 23, ...refused },
    ];
    expect(cells(some)).toEqual([
      'outside: web-1 = nothing',
      'outside 203.0.113.0 203.0.113.255: web-1 = tcp 22',
    ]);
  });

  test('what a single address has tried is not said of all', () => {
    expect(cells([{ from: '192.0.2.1' }, { from: '192.0.2.2', traffic: 22, ...refused }])).toEqual([
      'outside: web-1 = nothing',
      'outside 192.0.2.1: web-1 = tcp 443',
    ]);
  });

  test('receives as one, and is the last column', () => {
    const trials = [
      { from: web, to: '192.0.2.1' },
      { from: db, to: web },
    ];
    expect(matrixOf(findings(trials)).receivers).toEqual(['web-1', 'outside']);
  });
});

test('rows and columns are in the order of the hosts, whatever was tried first', () => {
  const trials = [
    { from: '192.0.2.1', to: db },
    { from: db, to: web },
    { from: web, to: db },
  ];
  const { receivers, rows } = matrixOf(findings(trials));
  expect(receivers).toEqual(['web-1', 'db-1']);
  expect(rows.map(({ sender }) => sender)).toEqual(['web-1', 'db-1', 'outside', 'outside']);
});

test('hosts of the same name, and one that is called outside, are told apart', () => {
  const hosts = [
    labHost('a', '10.0.0.1', 'x'),
    labHost('b', '10.0.0.2', 'x'),
    labHost('c', '10.0.0.3', 'outside'),
  ];
  const trials = hosts.map((host) => ({ from: host, to: hosts[0]! }));
  expect(matrixOf(findings(trials, hosts)).rows.map(({ sender }) => sender)).toEqual([
    'x (host a)',
    'x (host b)',
    'outside (host c)',
  ]);
});

test('names that objects have already are names like others', () => {
  const host = labHost('__proto__', '10.0.0.1');
  expect(cells([{ from: host, to: host }], [host])).toEqual(['__proto__: __proto__ = tcp 443']);
});
