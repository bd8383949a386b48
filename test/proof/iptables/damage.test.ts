import { expect, test } from 'vitest';
import { goldenNames, goldenScript } from '../../examples/golden-scripts.js';
import { Random } from '../../reference/random.js';
import { sample } from '../../support/sample.js';
import { damaged } from '../damage.js';
import { faultsOf, scriptOf, table } from './reading.js';

const scripts = goldenNames('.ipset.sh').map(goldenScript);

const pieces: readonly string[] = [
  ...[
    '\n',
    ' ',
    '\t',
    '\r',
    '\0',
    '"',
    "'",
    '\\',
    '#',
    '!',
    ',',
    ':',
    '/',
    '-',
    '+',
    '*',
    '$(touch canary)',
    '`',
  ],
  ...['\u202e', '\ufeff', '\u{1f525}', '\ud800', 'é', '\n\n', '  ', 'a'.repeat(10_000)],
  ...[
    '-A SECG-INPUT ',
    '-A INPUT -j ACCEPT\n',
    '-I INPUT 1 -j SECG-INPUT\n',
    ':SECG-INPUT - [0:0]\n',
    ':INPUT ACCEPT [0:0]\n',
  ],
  ...[
    '-j ACCEPT',
    '-j DROP',
    '-g SECG-INPUT',
    '-p tcp ',
    '-p all ',
    '! ',
    '-m set --match-set ',
    '-m u32 --u32 ',
    '-m limit ',
  ],
  ...[
    'COMMIT\n',
    '*filter\n',
    'END_OF_RULES\n',
    'END_OF_SETS\n',
    'cat <<',
    'add SECG-',
    'create SECG-x hash:ip\n',
    ' nomatch',
  ],
  ...['0', '-1', '65536', '4294967296', '0.0.0.0/0', '::/0', '/33', '__proto__', 'constructor', 'toString'],
];

/** From the first rules to the end of the last text that the script holds. */
function damagedWithin(text: string, random: Random): string {
  const [start, end] = [text.indexOf('\n:'), text.indexOf('\nsay() {')];
  return text.slice(0, start) + damaged(text.slice(start, end), pieces, random) + text.slice(end);
}

const TRIES = sample(600, 100_000);

test('damaged scripts are read or refused, and nothing else happens', () => {
  const random = new Random(6);
  const counts = { read: 0, refused: 0 };
  for (let n = 0; n < TRIES; n++) {
    const faults = faultsOf(damagedWithin(random.pick(scripts), random));
    counts[faults.length === 0 ? 'read' : 'refused']++;
  }
  expect(counts.read).toBeGreaterThan(TRIES / 30);
  expect(counts.refused).toBeGreaterThan(TRIES / 2);
});

test('damage anywhere is read or refused, and nothing else happens', () => {
  const random = new Random(7);
  for (let n = 0; n < sample(300, 30_000); n++) faultsOf(damaged(random.pick(scripts), pieces, random));
});

test('heaps of words are refused, and nothing else happens', () => {
  const random = new Random(8);
  for (let n = 0; n < sample(400, 70_000); n++) {
    const words = random.times(random.between(1, 30), () => random.pick(pieces)).join(random.pick(['', ' ']));
    faultsOf(words);
    const [rules, sets] = [table(`--nonsense ${words}`), `nonsense ${words}`];
    expect(faultsOf(scriptOf({ 'rules ipv4': rules })).length).toBeGreaterThan(0);
    expect(faultsOf(scriptOf({ sets })).length).toBeGreaterThan(0);
  }
});

test('deep and long scripts end', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
  const chains = (count: number) => numbers(count + 1).map((n) => `:SECG-c${n} - [0:0]`);
  const deep = table(
    ...chains(2_000),
    '-j SECG-c0',
    ...numbers(2_000).map((n) => `-A SECG-c${n} -p tcp -g SECG-c${n + 1}`),
  );
  expect(faultsOf(scriptOf({ 'rules ipv4': deep })).join()).toContain('chains call each other');
  const doubling = table(
    ...chains(60),
    '-j SECG-c0',
    ...numbers(60).flatMap((n) => [`-A SECG-c${n} -j SECG-c${n + 1}`, `-A SECG-c${n} -j SECG-c${n + 1}`]),
    '-A SECG-c60 -p tcp --dport 1 -j ACCEPT',
  );
  expect(faultsOf(scriptOf({ 'rules ipv4': doubling }))).toEqual([]);
  const rules = numbers(20_000).map((n) => `-s 10.${n >> 8}.${n & 255}.0/24 -p tcp --dport ${n} -j ACCEPT`);
  expect(faultsOf(scriptOf({ 'rules ipv4': table(...rules) }))).toEqual([]);
});
