/** YAML texts as people write them and libraries argue about: odd indents, tabs, comments, brackets and quotes over lines. */
export function oddYaml(seed: number): string {
  const random = sequence(seed);
  const heads = ['', '', '', '', '', '---\n', '%YAML 1.1\n---\n', '# c\n', '\n'];
  return pick(random, heads) + block(random, 0);
}

type Random = () => number;

/** Numbers from 0 to 1, always the same for a seed. */
function sequence(seed: number): Random {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 1 | state) + 0x6d2b79f5) >>> 0;
    return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}

const DEEPEST = 8;

function block(random: Random, depth: number): string {
  const isList = random() < 0.25;
  const count = 1 + Math.floor(random() * 3);
  const lines = Array.from({ length: count }, (_, i) =>
    isList ? item(random, depth) : entry(random, depth, i),
  );
  return lines.join('');
}

function item(random: Random, depth: number): string {
  const indent = ' '.repeat(depth);
  const kind = random();
  if (kind < 0.35 && depth < DEEPEST) return `${indent}-\n${block(random, depth + 2)}`;
  if (kind < 0.5)
    return `${indent}- k: ${scalar(random, depth + 2)}\n${indent}  m: ${scalar(random, depth + 2)}\n`;
  return `${indent}${pick(random, ['- ', '- ', '- ', '-   '])}${scalar(random, depth)}\n`;
}

function entry(random: Random, depth: number, i: number): string {
  const indent = ' '.repeat(depth);
  const name = pick(random, ['a', 'b', 'key', '"q k"', "'s'", 'on', 'a b', '0443', '7']);
  const key = /["']$/.test(name) ? name : `${name}${pick(random, ['', '', `${i}`])}`;
  if (random() < 0.35 && depth < DEEPEST) {
    const behind = pick(random, ['', '', ' ', '  # c', '\t']);
    return `${indent}${key}:${behind}\n${block(random, depth + pick(random, [2, 2, 4, 1]))}`;
  }
  const colon = pick(random, [': ', ': ', ': ', ': ', ':  ', ':\t', ' : ']);
  return `${indent}${key}${colon}${scalar(random, depth)}\n${pick(random, [...Array(12).fill(''), '\n', '# c\n'])}`;
}

/** A value; `I` in a fragment stands for an indent that may be too small, `B` for one that is enough. */
function scalar(random: Random, depth: number): string {
  const odd = ' '.repeat(pick(random, [depth, depth, depth + 2, Math.max(0, depth - 2), 0, depth + 1]));
  const tab = random() < 0.08 ? '\t' : '';
  return pick(random, fragments)
    .replaceAll('I', odd + tab)
    .replaceAll('B', ' '.repeat(depth + 2));
}

const fragments: readonly string[] = [
  ...[
    'a',
    'b c',
    'no',
    'Off',
    'y',
    '0443',
    '1_000',
    '22:22',
    '08',
    '1e3',
    '.5',
    '2012-10-17',
    '~',
    '',
    '0o17',
    '0x1F',
  ],
  ...['"x"', "'y'", "'it''s'", '"e\\n\\\nIf"', '"a b\nIc"', "'p\nIq'", '"a\n\nIb"', '"\\x41"', '""'],
  ...[
    '[1, 2]',
    '{k: v}',
    '[\nI1,\nI2\nI]',
    '{\nIk: v,\nI"m": 1\nI}',
    '[{\nIa: b\nI}]',
    '[a, b\nI, c]',
    '[a,b,]',
  ],
  ...[
    '{"a":1}',
    '{a: [b\nI]\nI}',
    '[\nI# c\nIa]',
    '[a\nIb, c]',
    '{k:\nIv}',
    '{k\nI: v}',
    '[]',
    '{ }',
    '[[a]\nI]',
  ],
  ...['|\nBtext\nBmore', '>-\nBfold\nB ed\n\nBx', '|+\nBx\n\n', '>\nBa\n\n\nBb', 'a\nBmore plain'],
  ...['"q" # c', '"q"#c', '[x]#c', 'v # c', 'v\t', '"q"\t', 'a#b', '&n v', '*n', '!!str no', '!!int 010'],
  ...[
    '192.0.2.0/24',
    '::/0',
    '["::/0"]',
    'a: b',
    '"a" b',
    '[1, 2',
    '"open',
    'a]',
    '- a',
    '@x',
    '=',
    '<<',
    '+1',
    '-',
  ],
];
