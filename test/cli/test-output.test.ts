import { describe, expect, test } from 'vitest';
import { testStatus } from '../../src/cli/test-output.js';
import { testText } from '../../src/cli/test-text.js';
import { plain } from '../../src/diagnostics/print.js';
import { db, findings, hostile, labHost, type TrialParts, web } from '../support/findings.js';

const expectation = {
  from: 'anywhere',
  to: 'db-1',
  port: 'tcp/22',
  allowed: false,
  holds: false,
  because: "ingress rule 1 of group 'db' lets 10.0.0.0/8 in",
};

const textOf = (trials: readonly TrialParts[], width = 120) =>
  testText({ findings: findings(trials), expectations: [] }, width, plain);

const lines = (...all: readonly string[]) => all.join('\n');

describe('for eyes', () => {
  test('a matrix with what its marks mean, then what agrees', () => {
    const trials: TrialParts[] = [
      { from: '192.0.2.1' },
      { from: '192.0.2.2' },
      { from: web, to: db, traffic: 5432 },
      { from: db, traffic: 8000 },
      { from: db, traffic: 8100 },
      { from: db, to: '192.0.2.1', wanted: 'not-let-out' },
    ];
    expect(textOf(trials)).toBe(
      lines(
        'FROM \\ TO  web-1           db-1      outside',
        'web-1                      tcp 5432',
        'db-1       tcp 8000-8100*            not let out',
        'outside    tcp 443',
        '',
        '* not every number of the range was tried; all that were tried got through',
        '',
        '2 hosts, nftables, seed 7: 6 probes, all agree',
      ),
    );
  });

  test('a list by receiver where a matrix is too wide, senders of the same together', () => {
    const trials: TrialParts[] = [
      { from: '192.0.2.1', traffic: 80 },
      { from: db, traffic: 80 },
      { from: '192.0.2.1' },
      { from: db, traffic: 22 },
      { from: web, to: db, wanted: 'not-let-in' },
    ];
    expect(textOf(trials, 20)).toContain(
      lines(
        'TO     WHAT     FROM',
        'web-1  tcp 80   anyone',
        '       tcp 22   db-1',
        '       tcp 443  outside 192.0.2.1',
        'db-1   -',
        '',
        'anyone: ',
      ).trimEnd(),
    );
  });

  test.each<[what: string, trials: readonly TrialParts[], cell: string]>([
    [
      'ports, types and protocols',
      [{}, { traffic: { kind: 'protocol', protocol: 47 } }],
      'tcp 443\n +protocol gre',
    ],
    ['a protocol without a name', [{ traffic: { kind: 'protocol', protocol: 99 } }], 'protocol 99'],
    ['echo requests', [{ traffic: { kind: 'echo' } }], 'echo'],
    ['one family', [{}, { family: 'ipv6', wanted: 'not-let-in' }], 'IPv4 tcp 443'],
    [
      'one family of echo',
      [{ traffic: { kind: 'echo' } }, { traffic: { kind: 'echo' }, family: 'ipv6', wanted: 'not-let-in' }],
      'IPv4 echo',
    ],
    [
      'one family of some',
      [{}, { traffic: 22 }, { family: 'ipv6', wanted: 'not-let-in' }],
      'tcp 22, 443 \\(IPv4\\)',
    ],
    ['some addresses', [{}, { wanted: 'not-let-in' }], 'tcp 443~'],
    ['what should get through', [{ seen: 'unanswered' }], 'tcp no 443!'],
    ['what should not', [{ wanted: 'not-let-in', seen: 'answered' }], 'tcp 443!'],
  ])('a cell shows %s', (_, trials, cell) => {
    const text = textOf(trials.map((one) => ({ ...one, from: db })));
    expect(text).toMatch(new RegExp(`^db-1 +${cell}$`, 'm'));
  });

  test('of many ranges in a cell the first are shown, and how many more there are', () => {
    const trials = Array.from(
      { length: 30 },
      (_, i): TrialParts => ({ from: db, traffic: 100 + 2 * i, because: `${i}` }),
    );
    const text = textOf(trials);
    expect(text).toContain(' 138,');
    expect(text).not.toContain(' 140');
    expect(text).toContain('… and 10 more');
  });

  test('each disagreement is spelled out: probe, purpose, wanted and the rule, seen', () => {
    const text = textOf([
      {},
      {
        from: db,
        traffic: 22,
        purpose: 'one below the first port of ingress rule 1',
        wanted: 'not-let-in',
        because: 'no rule of the groups of web-1 allows it',
        seen: 'answered',
      },
    ]);
    expect(text).toContain(
      lines(
        'disagreement: tcp/22 from db-1 eth0 10.0.3.10 to web-1 eth0 10.0.1.10',
        '  tried:  one below the first port of ingress rule 1',
        '  wanted: is not let in: no rule of the groups of web-1 allows it',
        '  seen:   arrives, and so does the answer',
        '',
      ),
    );
    expect(text).toContain('tcp 22!');
    expect(text).toContain('2 probes, 1 disagree');
  });

  test('hundreds that are alike are one, with a few and their number', () => {
    const trials = Array.from(
      { length: 300 },
      (_, i): TrialParts => ({ traffic: i + 1, seen: 'not-let-in' }),
    );
    const text = textOf(trials);
    expect(text.match(/^disagreement/gm)).toHaveLength(1);
    expect(text).toContain('    tcp/2 from outside');
    expect(text).toContain('    … and 296 more');
  });

  test('hundreds of kinds are counted', () => {
    const trials = Array.from(
      { length: 40 },
      (_, i): TrialParts => ({ because: `${i}`, seen: 'not-let-in' }),
    );
    expect(textOf(trials)).toContain('… and 15 more, of other kinds');
  });

  test('untried probes are named with their problem, apart from disagreements', () => {
    const text = textOf([{}, { seen: { fate: 'untried', problem: 'no route to 10.0.1.10' } }]);
    expect(text).toContain('not tried: tcp/443 from outside 203.0.113.7');
    expect(text).toContain('because: no route to 10.0.1.10');
    expect(text).toContain('1 probe not tried');
    expect(text).not.toContain('disagreement');
  });

  test('expectations that do not hold are named, and all are counted', () => {
    const report = { findings: findings([{}]), expectations: [expectation, { ...expectation, holds: true }] };
    const text = testText(report, 120, plain);
    expect(text).toContain(
      lines('does not hold: tcp/22 from anywhere to db-1 is refused', `  ${expectation.because}`),
    );
    expect(text).toContain('2 expectations, 1 not as expected');
  });

  test('a run that tried nothing says so', () => {
    expect(textOf([])).toContain('nothing was tried\n');
    expect(textOf([{ seen: { fate: 'untried', problem: 'stopped' } }])).not.toContain('agree');
  });

  test.each(hostile)('%j has no power over a terminal', (text) => {
    const host = labHost('h', '10.0.0.1', text);
    const bad = { to: host, purpose: text, because: text } as const;
    const trials = [
      { ...bad, seen: 'not-let-in' },
      { ...bad, seen: { fate: 'untried', problem: text } },
    ] as const;
    const line = { ...expectation, from: text, because: text };
    const printed = testText({ findings: findings(trials, [host]), expectations: [line] }, 120, plain);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is the point
    expect(printed.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/);
    expect(printed).not.toMatch(/^(ok 2|Bail out)/m);
  });
});

test('a hundred hosts that all reach each other are a list of one entry', () => {
  const hosts = Array.from({ length: 100 }, (_, i) => labHost(`host-${i}`, `10.0.0.${i}`));
  const trials = hosts.flatMap((to) => hosts.filter((one) => one !== to).map((from) => ({ from, to })));
  const text = testText({ findings: findings(trials, hosts), expectations: [] }, 120, plain);
  expect(text).toBe(
    lines(
      'TO                         WHAT     FROM',
      'host-0, host-1, host-2,    tcp 443  every host that tried (99)',
      '  host-3, host-4, host-5,',
      '  … and 94 more',
      '',
      '100 hosts, nftables, seed 7: 9900 probes, all agree',
    ),
  );
});

test.each<[what: string, trials: readonly TrialParts[], failed: boolean, status: number]>([
  ['all agree', [{}], false, 0],
  ['packets disagree', [{ seen: 'not-let-in' }], false, 5],
  ['something could not be tried', [{}, { seen: { fate: 'untried', problem: 'x' } }], false, 5],
  ['nothing was tried', [], false, 5],
  ['an expectation does not hold', [{}], true, 1],
  ['both', [{ seen: 'not-let-in' }], true, 1],
])('exit status: %s', (_, trials, failed, status) => {
  expect(testStatus({ findings: findings(trials), expectations: failed ? [expectation] : [] })).toBe(status);
});
