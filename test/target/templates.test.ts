import { describe, expect, test } from 'vitest';
import { renderTemplate } from '../../src/target/templates.js';

const header = { generator: 'secgroup', host: 'h', target: 'nftables', sources: [], unproven: false };
const chain = {
  name: 'input',
  hook: 'input',
  priority: 'filter',
  policy: 'drop',
  comment: '',
  rules: ['accept'],
};

/** nunjucks prints nothing for an unknown name in `for` and `if`: here that would be a missing rule. */
describe('a template that asks for what is not there', () => {
  test('a whole context is fine', () => {
    const text = renderTemplate('nftables/script.njk', { header, sets: [], chains: [chain] });
    expect(text).toContain('chain input {');
  });

  test.each([
    ['a list of a loop', { header, sets: [] }],
    ['a property of a condition', { header, sets: [], chains: [{ name: 'input', comment: '', rules: [] }] }],
    ['a list inside a loop', { header, sets: [], chains: [{ name: 'input', hook: null, comment: '' }] }],
    ['a property that is printed', { header, sets: [], chains: [{ hook: null, comment: '', rules: [] }] }],
  ])('%s', (_, context) => {
    expect(() => renderTemplate('nftables/script.njk', context)).toThrow(/is not there/);
  });
});
