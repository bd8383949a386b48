import { describe, expect, test } from 'vitest';
import { type Trial, UNDECLARED } from '../../../src/lab/model.js';
import type { Reach } from '../../../src/lab/report/cell.js';
import { type Cell, matrixOf } from '../../../src/lab/report/matrix.js';
import { db, findings, labHost, type TrialParts, web } from '../../support/findings.js';

const refused = { wanted: 'not-let-in' } as const;

/** Rows of `from: to = what`, where what is as `tcp 22,80-90*`. */
function cells(trials: readonly TrialParts[], hosts = [web, db]): readonly string[] {
  const { rows } = matrixOf(findings(trials, hosts));
  return rows.flatMap(({ sender, addresses, cells: own }) =>
    Array.from(own, ([to, cell]) => `${[sender, ...addresses].join(' ')}: ${to} = ${cellText(cell)}`),
  );
}

function cellText({ reached, isHeldBack }: Cell): string {
  if (isHeldBack) return 'held back';
  return reached.map(text).join('; ') || 'nothing';
}

function text({ what, runs }: Reach): string {
  const ports = runs.map(({ first, last, sampled, passage, family }) =>
    [
      `${first === last ? first : `${first}-${last}`}${sampled ? '*' : ''}`,
      ...(passage === 'through' ? [] : [passage]),
      ...(family ? [family] : []),
    ].join(' '),
  );
  return `${what} ${ports.join(',')}`;
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
      { traffic: { kind: 'icmp', type: 8, code: 255 } },
      { traffic: { kind: 'icmp', type: 13, code: 255 }, wanted: 'unanswered' },
      { traffic: { kind: 'unreachable', port: 54 } },
      { traffic: { kind: 'invalid', port: 443 }, wanted: 'unanswered' },
    ] as const;
    expect(cells(from(db, ...trials))).toEqual([
      'db-1: web-1 = tcp 80,443; udp 53-54; echo 0; icmp 13; protocol 47; invalid tcp 443',
    ]);
  });

  test('says so where nothing got there, and has nothing where nothing was tried', () => {
    expect(cells(from(db, { traffic: 22, ...refused }))).toEqual(['db-1: web-1 = nothing']);
    expect(matrixOf(findings(from(db, {}))).rows[0]!.cells.has('db-1')).toBe(false);
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

  test('a range goes on where another rule is the reason in between', () => {
    const trials = [
      { traffic: 1, because: 'a' },
      { traffic: 80, because: 'b' },
      { traffic: 90, because: 'a' },
      { traffic: 443, because: 'c' },
    ];
    expect(cells(from(db, ...trials))).toEqual(['db-1: web-1 = tcp 1-90*,443']);
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

  test('families of which some addresses got through are not told apart, if some of each did', () => {
    const six = { family: 'ipv6' } as const;
    const trials = [{ traffic: 22 }, { traffic: 22, ...six }, { traffic: 22, ...six, ...refused }];
    expect(cells(from(db, ...trials))).toEqual(['db-1: web-1 = tcp 22 partly']);
  });

  test('a family that was not tried is no difference', () => {
    const trials = [{ traffic: 22 }, { traffic: 80, family: 'ipv6' }] as const;
    expect(cells(from(db, ...trials))).toEqual(
      ['db-1: web-1 = tcp 22,80'].map((one) => one.replace(',', '-').replace('80', '80*')),
    );
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

describe('where ranges end', () => {
  const ends = { from: '192.0.2.1', traffic: 81, ...refused };

  test('a port that a host lets nobody in at parts the ranges of all who send to it', () => {
    expect(cells([...from(db, { traffic: 80 }, { traffic: 443 }), ends])).toContain(
      'db-1: web-1 = tcp 80,443',
    );
  });

  test('a port that is refused to some only does not', () => {
    const all = [...from(db, { traffic: 80 }, { traffic: 81 }, { traffic: 443 }), ends];
    expect(cells(all)).toContain('db-1: web-1 = tcp 80-443*');
  });

  test('a port that another host does not let out does not either', () => {
    const other = labHost('other', '10.0.9.9');
    const held = { from: other, traffic: 81, wanted: 'not-let-out' } as const;
    const all = [...from(db, { traffic: 80 }, { traffic: 443 }), held];
    expect(cells(all, [web, db, other])).toEqual(['db-1: web-1 = tcp 80-443*', 'other: web-1 = held back']);
  });
});

describe('anyone', () => {
  test('is who sends what hosts and outside got through, all who tried', () => {
    expect(cells([{ from: '192.0.2.1' }, { from: db }])).toEqual(['anyone: web-1 = tcp 443']);
  });

  test('includes nobody if one was refused', () => {
    const other = labHost('other', '10.0.9.9');
    const all = [{ from: '192.0.2.1' }, { from: db }, { from: other, ...refused }];
    expect(cells(all, [web, db, other])).toEqual([
      'db-1: web-1 = tcp 443',
      'other: web-1 = nothing',
      'outside 192.0.2.1: web-1 = tcp 443',
    ]);
  });

  test('does not mind a host that does not let it out, whose row says so', () => {
    const other = labHost('other', '10.0.9.9');
    const all = [{ from: '192.0.2.1' }, { from: db }, { from: other, wanted: 'not-let-out' }] as const;
    expect(cells(all, [web, db, other])).toEqual(['anyone: web-1 = tcp 443', 'other: web-1 = held back']);
  });

  test("has what only one has tried, in a range that is anyone's", () => {
    const range = [80, 90].flatMap((traffic) => [
      { from: '192.0.2.1', traffic },
      { from: db, traffic },
    ]);
    expect(cells([...range, { from: db, traffic: 85 }])).toEqual(['anyone: web-1 = tcp 80-90*']);
    expect(cells([...range, { from: db, traffic: 95 }])).toEqual([
      'anyone: web-1 = tcp 80-90*',
      'db-1: web-1 = tcp 95',
    ]);
  });

  test('does not have what another address of the interface refuses to some', () => {
    const at = (address: string) => ({
      ...web,
      interfaces: [{ ...web.interfaces[0]!, addresses: [address] }],
    });
    const all = [
      { from: '192.0.2.1', to: at('10.0.1.1') },
      { from: db, to: at('10.0.1.1') },
      { from: '192.0.2.1', to: at('10.0.1.2'), ...refused },
      { from: db, to: at('10.0.1.3') },
    ];
    expect(cells(all)).toContain('db-1: web-1 = tcp 443');
  });

  test('has no disagreement: who sent it is named', () => {
    const all = [{ from: '192.0.2.1' }, { from: db, wanted: 'not-let-in', seen: 'answered' }] as const;
    expect(cells(all)).toEqual(['db-1: web-1 = tcp 443 too-far', 'outside 192.0.2.1: web-1 = tcp 443']);
  });

  test('is not only hosts, nor only the outside, nor to the outside', () => {
    const other = labHost('other', '10.0.9.9');
    expect(cells([{ from: db }, { from: other }], [web, db, other])[0]).toBe('db-1: web-1 = tcp 443');
    expect(cells([{ from: '192.0.2.1' }, { from: '192.0.2.2' }])).toEqual(['outside: web-1 = tcp 443']);
    expect(
      cells([
        { from: web, to: '192.0.2.1' },
        { from: db, to: '192.0.2.1' },
      ]),
    ).toHaveLength(2);
  });
});

describe('the external network', () => {
  test('is one sender for what every address got through, of at least two', () => {
    expect(cells([{ from: '192.0.2.1' }, { from: '198.51.100.1' }])).toEqual(['outside: web-1 = tcp 443']);
  });

  test('is one sender for what no address got through', () => {
    expect(cells([{ from: '192.0.2.1', ...refused }])).toEqual(['outside: web-1 = nothing']);
  });

  test('has a part for addresses that alone got through', () => {
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

  test('is parted by the rules that let its addresses through, each of which has tried other ports', () => {
    const all = [
      { from: '203.0.113.0', traffic: 22, because: 'a' },
      { from: '203.0.113.9', traffic: 23, because: 'a' },
      { from: '192.0.2.1', traffic: 24, because: 'b' },
    ];
    expect(cells(all)).toEqual([
      'outside 203.0.113.0 203.0.113.9: web-1 = tcp 22-23',
      'outside 192.0.2.1: web-1 = tcp 24',
    ]);
  });

  test('what a single address has tried is not said of all', () => {
    expect(cells([{ from: '192.0.2.1' }, { from: '192.0.2.2', traffic: 22, ...refused }])).toEqual([
      'outside: web-1 = nothing',
      'outside 192.0.2.1: web-1 = tcp 443',
    ]);
  });

  test('shows an address that should have got through and did not', () => {
    expect(cells([{ from: '192.0.2.1', seen: 'not-let-in' }])).toEqual([
      'outside 192.0.2.1: web-1 = tcp 443 stopped',
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
    { from: '192.0.2.1', to: db, traffic: 1 },
    { from: db, to: web },
    { from: web, to: db, traffic: 2 },
    { from: '192.0.2.1', to: db, traffic: 3 },
    { from: web, to: db, traffic: 3 },
  ];
  const { receivers, rows } = matrixOf(findings(trials));
  expect(receivers).toEqual(['web-1', 'db-1']);
  expect(rows.map(({ sender }) => sender)).toEqual(['anyone', 'web-1', 'db-1', 'outside']);
});

test('a host with several interfaces has a row and a column for each', () => {
  const router = {
    ...labHost('router', '10.0.9.1'),
    interfaces: ['eth0', 'eth1'].map((id, i) => ({ id, device: id, addresses: [`10.0.9.${i}`] })),
  };
  const { trials, ...rest } = findings(
    [
      { from: db, to: router },
      { from: router, to: db },
    ],
    [db, router],
  );
  const [into, out] = trials as [Trial, Trial];
  const eth1 = { host: 'router', interface: 'eth1', address: '10.0.9.1' };
  const more = [
    { ...into, probe: { ...into.probe, to: eth1 } },
    { ...out, probe: { ...out.probe, from: eth1 } },
  ];
  const { receivers, rows } = matrixOf({ ...rest, trials: [...trials, ...more] });
  expect(receivers).toEqual(['db-1', 'router eth0', 'router eth1']);
  expect(rows.map(({ sender }) => sender)).toEqual(['db-1', 'router eth0', 'router eth1']);
});

describe('an interface that the definition does not know', () => {
  const lab0 = { id: UNDECLARED, device: 'lab0', addresses: ['198.18.0.1'] };
  const host = { ...labHost('host', '10.0.9.1'), undeclared: lab0 };
  const stray = { ...host, interfaces: [lab0] };
  const seenIn = (parts: TrialParts) => {
    const { trials } = findings([
      { ...parts, to: stray },
      { from: db, to: host },
    ]);
    const { receivers, rows } = matrixOf({ network: { hosts: [db, host] }, trials });
    return [receivers, rows.map(({ sender }) => sender)];
  };

  test('is left out while nothing passes it', () => {
    expect(seenIn({ from: stray, wanted: 'not-let-out' })).toEqual([['host'], ['db-1']]);
  });

  test('has a row and a column of its own once something does', () => {
    const passed = seenIn({ from: stray, wanted: 'not-let-out', seen: 'answered' });
    expect(passed).toEqual([
      ['host', 'host (undeclared)'],
      ['db-1', 'host (undeclared)'],
    ]);
  });
});

test('what neighbours say to each other is shown only if it went wrong', () => {
  const solicitation = { from: db, traffic: { kind: 'icmp', type: 135, code: 0, hopLimit: 255 } } as const;
  expect(cells([{ ...solicitation, wanted: 'unanswered' }])).toEqual([]);
  expect(cells([{ ...solicitation, wanted: 'unanswered', seen: 'not-let-in' }])).toEqual([
    'db-1: web-1 = icmp 135 stopped',
  ]);
});

test('hosts of the same name, and those that are called as what is no host, are told apart', () => {
  const hosts = [
    labHost('a', '10.0.0.1', 'x'),
    labHost('b', '10.0.0.2', 'x'),
    labHost('c', '10.0.0.3', 'outside'),
    labHost('d', '10.0.0.4', 'anyone'),
  ];
  const trials = hosts.map((host) => ({ from: host, to: hosts[0]! }));
  expect(matrixOf(findings(trials, hosts)).rows.map(({ sender }) => sender)).toEqual([
    'x (host a)',
    'x (host b)',
    'outside (host c)',
    'anyone (host d)',
  ]);
});

test('names that objects have already are names like others', () => {
  const host = labHost('__proto__', '10.0.0.1');
  expect(cells([{ from: host, to: host }], [host])).toEqual(['__proto__: __proto__ = tcp 443']);
});
