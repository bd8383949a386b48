import { describe, expect, test } from 'vitest';
import { byReceiver } from '../../../src/lab/report/by-receiver.js';
import { matrixOf } from '../../../src/lab/report/matrix.js';
import { findings, labHost, type TrialParts } from '../../support/findings.js';

const named = (...ids: readonly string[]) => ids.map((id, i) => labHost(id, `10.0.0.${i}`));

function receivers(trials: readonly TrialParts[], hosts: ReturnType<typeof named>) {
  return byReceiver(matrixOf(findings(trials, hosts))).map((one) => ({
    to: one.receivers.join(' '),
    from: one.accesses.map(({ from, isEveryHost }) =>
      isEveryHost ? `every ${from.length}` : from.map(({ sender }) => sender).join(' '),
    ),
  }));
}

const mesh = (hosts: ReturnType<typeof named>) =>
  hosts.flatMap((to) => hosts.filter((one) => one !== to).map((from): TrialParts => ({ from, to })));

describe('the list by receiver', () => {
  test('has those together who reach the same, and receivers that the same reach', () => {
    const hosts = named('a', 'b', 'c', 'd');
    const [a, b, c, d] = hosts as [
      (typeof hosts)[0],
      (typeof hosts)[0],
      (typeof hosts)[0],
      (typeof hosts)[0],
    ];
    const trials: TrialParts[] = [
      ...[c, d].flatMap((to) => [a, b].map((from) => ({ from, to }))),
      { from: a, to: b, wanted: 'not-let-in' },
    ];
    expect(receivers(trials, hosts)).toEqual([
      { to: 'b', from: [] },
      { to: 'c d', from: ['a b'] },
    ]);
  });

  test('hosts that reach each other are one receiver, once they are many', () => {
    const hosts = named(...'abcdefgh');
    expect(receivers(mesh(hosts), hosts)).toEqual([{ to: 'a b c d e f g h', from: ['every 7'] }]);
  });

  test('a few that reach each other are named, each with its own', () => {
    const hosts = named('a', 'b', 'c');
    expect(receivers(mesh(hosts), hosts)).toEqual([
      { to: 'a', from: ['b c'] },
      { to: 'b', from: ['a c'] },
      { to: 'c', from: ['a b'] },
    ]);
  });

  test('a host that tried and was refused is not among every host', () => {
    const hosts = named(...'abcdefgh');
    const trials = mesh(hosts).map(
      (one, i): TrialParts => (i === 0 ? { ...one, wanted: 'not-let-in' } : one),
    );
    const [first, ...rest] = receivers(trials, hosts);
    expect(first).toEqual({ to: 'a', from: ['c d e f g h'] });
    expect(rest).toEqual([{ to: 'b c d e f g h', from: ['every 7'] }]);
  });

  test('has those together whom the same rules let in, though each tried another port', () => {
    const hosts = named('a', 'b', 'c', 'd');
    const [a, b, c, d] = hosts as [
      (typeof hosts)[0],
      (typeof hosts)[0],
      (typeof hosts)[0],
      (typeof hosts)[0],
    ];
    const into = (rule: string) => `out of 'x': egress rule 1 of group '${rule}'; into 'd': ${rule}`;
    const trials = [
      { from: a, to: d, traffic: 80, because: into('r1') },
      { from: b, to: d, traffic: 90, because: into('r1') },
      { from: c, to: d, traffic: 22, because: into('r2') },
    ];
    expect(receivers(trials, hosts)).toEqual([{ to: 'd', from: ['a b', 'c'] }]);
    const [{ accesses }] = byReceiver(matrixOf(findings(trials, hosts))) as [
      ReturnType<typeof byReceiver>[0],
    ];
    expect(accesses[0]!.reached[0]!.runs).toMatchObject([{ first: 80, last: 90, sampled: true }]);
  });

  test('another port is another way', () => {
    const hosts = named('a', 'b', 'c');
    const [a, b, c] = hosts as [(typeof hosts)[0], (typeof hosts)[0], (typeof hosts)[0]];
    const trials = [
      { from: a, to: c },
      { from: b, to: c, traffic: 22 },
    ];
    expect(receivers(trials, hosts)).toEqual([{ to: 'c', from: ['a', 'b'] }]);
  });
});
