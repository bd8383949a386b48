import { describe, expect, test } from 'vitest';
import { renderTemplate } from '../../src/target/templates.js';

const header = { generator: 'secgroup', host: 'h', target: 'nftables', sources: [], unproven: false };
const counters = [{ name: 'in.many', comment: '' }];
const base = { hook: 'input', priority: 'filter', policy: 'drop', wanted: true };
const bases = [base];
const chain = { name: 'input', base, comment: '', rules: ['accept'] };

/** nunjucks prints nothing for an unknown name in `for` and `if`: here that would be a missing rule. */
describe('a template that asks for what is not there', () => {
  test('a whole context is fine', () => {
    const text = renderTemplate('nftables/script.njk', { header, counters, bases, chains: [chain] });
    expect(text).toContain('chain input {');
  });

  test.each([
    ['a list of a loop', { header, counters, bases }],
    ['the list of counters', { header, bases, chains: [chain] }],
    [
      'a property of a condition',
      { header, counters, bases, chains: [{ name: 'input', comment: '', rules: [] }] },
    ],
    [
      'a list inside a loop',
      { header, counters, bases, chains: [{ name: 'input', base: null, comment: '' }] },
    ],
    [
      'whether a base chain is wanted',
      { header, counters, bases: [{ hook: 'input', priority: 'raw', policy: 'drop' }], chains: [] },
    ],
    [
      'a property that is printed',
      { header, counters, bases, chains: [{ base: null, comment: '', rules: [] }] },
    ],
  ])('%s', (_, context) => {
    expect(() => renderTemplate('nftables/script.njk', context)).toThrow(/does not exist/);
  });
});
