import { expect, test } from 'vitest';
import { didYouMean } from '../../src/diagnostics/suggest.js';

test.each<[name: string, known: readonly string[], meant: string | undefined]>([
  ['wbe', ['db', 'web'], 'web'],
  ['Web', ['wet', 'web'], 'web'],
  ['tpc', ['udp', 'tcp'], 'tcp'],
  ['postgres', ['postgresql', 'mysql'], 'postgresql'],
  ['ingres', ['ingress', 'egress'], 'ingress'],
  ['x', [], undefined],
  ['anything', ['web', 'db'], undefined],
  ['', ['web'], undefined],
])('%s among %j', (name, known, meant) => {
  expect(didYouMean(name, known)).toBe(meant && `did you mean '${meant}'?`);
});
