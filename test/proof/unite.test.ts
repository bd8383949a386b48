import { expect, test } from 'vitest';
import type { Condition, Rule, Verdict } from '../../src/proof/firewall.js';
import { united } from '../../src/proof/unite.js';

const from = (...set: number[]): Condition => ({
  kind: 'values',
  values: { field: 'source4', set },
  negated: false,
});

const port = (first: number): Condition => ({
  kind: 'values',
  values: { field: 'cell', set: [first, first + 1] },
  negated: false,
});

const rule = (kind: 'accept' | 'drop' | 'continue', ...conditions: readonly Condition[]): Rule => ({
  line: 1,
  conditions,
  action: { kind } as Verdict,
});

test('neighbours that differ in the address alone are one rule', () => {
  const rules = [rule('accept', from(5, 9)), rule('accept', from(1, 2, 9, 12)), rule('accept', from(20, 21))];
  expect(united(rules)).toEqual([rule('accept', from(1, 2, 5, 12, 20, 21))]);
  const ports = [rule('drop', port(80), from(1, 2)), rule('drop', from(4, 5), port(80))];
  expect(united(ports)).toEqual([rule('drop', port(80), from(1, 2, 4, 5))]);
});

test.each<[string, readonly Rule[]]>([
  ['another verdict', [rule('accept', from(1, 2)), rule('drop', from(3, 4))]],
  [
    'another verdict between',
    [rule('accept', from(1, 2)), rule('drop', from(1, 4)), rule('accept', from(3, 4))],
  ],
  ['another port', [rule('accept', port(80), from(1, 2)), rule('accept', port(81), from(3, 4))]],
  ['a port in one alone', [rule('accept', port(80), from(1, 2)), rule('accept', from(3, 4))]],
  ['nothing of an address', [rule('accept', port(80)), rule('accept', port(80))]],
  ['two addresses', [rule('accept', from(1, 2), from(1, 9)), rule('accept', from(1, 2), from(3, 9))]],
  ['what may hold or not', [rule('accept', { kind: 'uncertain' }, from(1, 2)), rule('accept', from(3, 4))]],
  ['no verdict', [rule('continue', from(1, 2)), rule('continue', from(3, 4))]],
  ['a negation', [rule('accept', { ...from(1, 2), negated: true } as Condition), rule('accept', from(3, 4))]],
])('rules with %s stay as they are', (_, rules) => {
  expect(united(rules)).toEqual(rules);
});

test('an empty set adds nothing', () => {
  expect(united([rule('accept', from()), rule('accept', from(3, 4))])).toEqual([rule('accept', from(3, 4))]);
  expect(united([rule('accept', from()), rule('accept', from())])).toEqual([rule('accept', from())]);
});
