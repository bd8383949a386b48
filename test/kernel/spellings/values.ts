import type { Random } from '../../reference/random.js';
import { all, between, type Grammar, mostly, oneOf } from './grammar.js';

/** Few of each kind, and close to each other, so that what one spelling means often matters to the next. */
const NUMBERS = [
  0, 1, 7, 8, 9, 10, 17, 22, 64, 80, 81, 100, 255, 256, 443, 1023, 1024, 65_534, 65_535,
] as const;

const number =
  (end: number): Grammar =>
  (random) => {
    const fitting = NUMBERS.filter((one) => one < end);
    return String(random.chance(0.8) ? random.pick(fitting) : random.between(0, end - 1));
  };

/** What looks like a number, and means another or none. */
const oddNumber = (end: number): Grammar =>
  oneOf(
    all('0', number(end)),
    all('00', number(end)),
    (random) => `0x${random.between(0, end - 1).toString(16)}`,
    (random) =>
      `0X${random
        .between(0, end - 1)
        .toString(16)
        .toUpperCase()}`,
    (random) => `0${random.between(0, end - 1).toString(8)}`,
    (random) => `0b${random.between(0, end - 1).toString(2)}`,
    all('-', number(end)),
    all('+', number(end)),
    String(end),
    all(number(end), '.0'),
    all(number(end), 'e1'),
    String(2 ** 32),
    String(2 ** 64),
    all('"', number(end), '"'),
    all(number(end), ' '),
    '*',
    'any',
    '',
  );

export const anyNumber = (end: number, rarity?: number): Grammar =>
  mostly(number(end), oddNumber(end), rarity);

/** `a-b`, mostly in order; `sign` stands between. */
export const range = (end: number, sign: string): Grammar =>
  mostly(
    (random) => [random.between(0, end - 1), random.between(0, end - 1)].sort((a, b) => a - b).join(sign),
    oneOf(
      all(anyNumber(end), sign, anyNumber(end)),
      all(number(end), ` ${sign} `, number(end)),
      all(sign, number(end)),
      all(number(end), sign),
      all(number(end), sign, number(end), sign, number(end)),
    ),
    4,
  );

const OCTETS = [0, 1, 8, 9, 10, 16, 64, 127, 128, 169, 192, 224, 254, 255] as const;

const octet = (random: Random): string => String(random.pick(OCTETS));

/** Addresses of one network, so that sets overlap and adjoin. */
const address4: Grammar = oneOf(
  (random) => `10.0.${random.pick([0, 1, 16])}.${octet(random)}`,
  (random) => [1, 2, 3, 4].map(() => octet(random)).join('.'),
);

const oddAddress4: Grammar = oneOf(
  (random) => `010.0.1.${octet(random)}`,
  (random) => `10.0.1.0${random.between(0, 77)}`,
  (random) => `10.0.${random.between(0, 65_535)}`,
  '10',
  '10.1',
  '0x0a000001',
  '167772161',
  '10.0.0.256',
  '10.0.0',
  '10.0.0.1.2',
  '10.0.0.1 ',
  '"10.0.0.1"',
  'localhost',
  '::ffff:10.0.0.1',
  '0.0.0.0',
  '10.0.0.*',
  'any',
);

const prefix4: Grammar = (random) => {
  const length = random.between(0, 32);
  const text = address4(random).split('.').map(Number);
  const bits = text.reduce((sum, part) => sum * 256 + part, 0);
  const size = 2 ** (32 - length);
  const first = Math.floor(bits / size) * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${length}`;
};

const oddPrefix4: Grammar = oneOf(
  all(address4, '/', between(0, 32)),
  all(address4, '/0', between(0, 32)),
  all(address4, '/', anyNumber(33, 2)),
  all(address4, '/255.255.255.0'),
  all(address4, '/255.0.255.0'),
  all(address4, '/0xff'),
  all('10/', between(8, 24)),
  all('10.0/', between(8, 24)),
  all(address4, '/'),
  all(address4, '//24'),
  all(address4, ' / ', between(8, 32)),
  all(prefix4, '-', prefix4),
);

const range4: Grammar = mostly(
  (random) => `10.0.0.${random.between(0, 99)}-10.0.${random.between(0, 1)}.${random.between(100, 255)}`,
  oneOf(
    all(address4, '-', address4),
    all(address4, ' - ', address4),
    '10.0.0.9-10.0.0.1',
    '10.0.0.1-9',
    all(address4, '-', prefix4),
  ),
);

export const addresses4: Grammar = mostly(
  oneOf(address4, prefix4, prefix4, range4),
  oneOf(oddAddress4, oddPrefix4),
  7,
);

const word = (random: Random): string =>
  random.pick(['0', '1', '8', '10', 'ff', 'db8', 'ffff', 'fe80', '2001', 'abcd']);

const address6: Grammar = oneOf(
  all('2001:db8::', word),
  all('2001:db8:', word, '::', word),
  all('fe80::', word),
  '::',
  '::1',
  (random) => Array.from({ length: 8 }, () => word(random)).join(':'),
);

const prefix6: Grammar = (random) => {
  const words = random.between(0, 7);
  const head = ['2001', 'db8', ...Array.from({ length: 5 }, () => word(random))].slice(0, words);
  return words === 0 ? '::/0' : `${head.join(':')}::/${words * 16}`;
};

const oddAddress6: Grammar = oneOf(
  (random) => address6(random).toUpperCase(),
  '2001:db8::1::2',
  '2001:0db8::0001',
  '2001:00db8::1',
  ':::',
  '::ffff:10.0.0.1',
  '::10.0.0.1',
  '::010.0.0.1',
  '[2001:db8::1]',
  'fe80::1%eth0',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::',
  '::1:2:3:4:5:6:7:8',
  '10.0.0.1',
  '"2001:db8::1"',
  'ip6-localhost',
  'any',
);

const oddPrefix6: Grammar = oneOf(
  all(address6, '/', between(0, 128)),
  all(address6, '/0', between(0, 128)),
  all(address6, '/', anyNumber(129, 2)),
  all(address6, '/ffff:ffff::'),
  all(address6, '-', address6),
  all(address6, ' / ', between(0, 128)),
);

export const addresses6: Grammar = mostly(
  oneOf(address6, prefix6, prefix6),
  oneOf(oddAddress6, oddPrefix6),
  6,
);
