import { expect, test } from 'vitest';
import { goldenNames, goldenScript } from '../../examples/golden-scripts.js';
import { Random } from '../../reference/random.js';
import { sample } from '../../support/sample.js';
import { damaged } from '../damage.js';
import { faultsOf, script } from './reading.js';

const scripts = goldenNames('.nft').map(goldenScript);

const pieces = [
  ...[
    '{',
    '}',
    '{ ',
    ' }',
    ',',
    ';',
    '\n',
    '"',
    "'",
    '\\',
    '#',
    '@',
    '$',
    '&',
    '!=',
    '==',
    '=',
    ':',
    '.',
    '/',
    '-',
    '*',
  ],
  ...[
    '(',
    ')',
    '|',
    '<',
    '>',
    '`',
    '\0',
    '\r',
    '\t',
    '\u202e',
    '\ufeff',
    '\u{1f525}',
    '\ud800',
    'é',
    '\n\n',
    '  ',
  ],
  ...[
    'accept',
    'drop',
    'goto input',
    'jump eth0-in',
    'vmap',
    'table inet secgroup',
    'chain',
    'set',
    'map',
    'elements =',
  ],
  ...[
    'type',
    'policy',
    'limit rate',
    'counter',
    'log',
    'comment',
    'ip saddr',
    'tcp flags',
    'th dport',
    'ct state',
    '__proto__',
  ],
  ...[
    'constructor',
    'toString',
    '0',
    '-1',
    '65536',
    '4294967296',
    '1e9',
    '0x10',
    '::',
    '::/0',
    '0.0.0.0/0',
    '/33',
    'a'.repeat(10_000),
  ],
];

const TRIES = sample(800, 150_000);

test('damaged scripts are read or refused, and nothing else happens', () => {
  const random = new Random(4);
  const counts = { read: 0, refused: 0 };
  for (let n = 0; n < TRIES; n++) {
    const faults = faultsOf(damaged(random.pick(scripts), pieces, random));
    counts[faults.length === 0 ? 'read' : 'refused']++;
  }
  expect(counts.read).toBeGreaterThan(TRIES / 20);
  expect(counts.refused).toBeGreaterThan(TRIES / 2);
});

test('heaps of words are refused, and nothing else happens', () => {
  const random = new Random(5);
  for (let n = 0; n < sample(400, 70_000); n++) {
    const words = random.times(random.between(1, 30), () => random.pick(pieces)).join(random.pick(['', ' ']));
    faultsOf(words);
    expect(faultsOf(script(`nonsense ${words}`)).length).toBeGreaterThan(0);
  }
});

test('deep and long scripts end', () => {
  const chain = (n: number) => `chain c${n} { jump c${n + 1}; }\n`;
  const deep = Array.from({ length: 5_000 }, (_, n) => chain(n)).join('');
  expect(faultsOf(script('jump c0', `${deep}chain c5000 { accept; }`)).join()).toContain(
    'chains call each other',
  );
  expect(faultsOf(script('{'.repeat(100_000))).length).toBeGreaterThan(0);
  expect(faultsOf(script(`tcp dport ${'{ '.repeat(50_000)}`)).length).toBeGreaterThan(0);
  const rules = Array.from(
    { length: 20_000 },
    (_, n) => `ip saddr 10.${n >> 8}.${n & 255}.0/24 tcp dport ${n} accept`,
  );
  expect(faultsOf(script(rules.join('\n')))).toEqual([]);
  const doubling = Array.from(
    { length: 60 },
    (_, n) => `chain d${n} { jump d${n + 1}; jump d${n + 1}; }\n`,
  ).join('');
  expect(faultsOf(script('jump d0', `${doubling}chain d60 { tcp dport 1 accept; }`))).toEqual([]);
});
