import { all, type Grammar, mostly, oneOf, several, textOf } from '../grammar.js';
import type { Key } from './keys.js';
import { verdict } from './verdict.js';

const elementOption: Grammar = mostly(
  '',
  oneOf(
    ' comment "c"',
    ' counter',
    ' counter packets 1 bytes 2',
    ' timeout 5m',
    ' timeout 5m expires 1m',
    ' timeout 1s',
    ' limit rate 1/second',
    ' comment c',
    ' quota 5 bytes',
  ),
  14,
);

const comma: Grammar = mostly(', ', oneOf(',', ' , ', ',\n', ', ,', ' ', ',\t', '; '), 12);

const braces = (inside: Grammar): Grammar =>
  mostly(
    all('{ ', inside, ' }'),
    oneOf(
      all('{', inside, '}'),
      all('{ ', inside, ', }'),
      '{ }',
      '{}',
      all('{\n', inside, '\n}'),
      all('{ ', inside),
      all('{ { ', inside, ' } }'),
    ),
    9,
  );

/** One element of a set of these keys. */
export const elementOf =
  (keys: readonly Key[]): Grammar =>
  (random) =>
    keys
      .map(({ value }) => value(random))
      .join(textOf(mostly(' . ', oneOf(' .', '. ', ' , ', ' ', '.', ' . * . '), 20), random));

export function setOf(keys: readonly Key[], isMap: boolean, index: number): Grammar {
  const element = elementOf(keys);
  const colon = mostly(' : ', oneOf(':', ' :', ' => ', ' '), 16);
  const entry = isMap ? all(element, elementOption, colon, verdict(index)) : all(element, elementOption);
  return braces(several(entry, 1, 4, comma));
}

const setFlags: Grammar = mostly(
  oneOf(
    '',
    '',
    'flags interval',
    'flags constant',
    'flags interval, constant',
    'size 8',
    'size 65536',
    'comment "s"',
  ),
  oneOf(
    'flags timeout',
    'flags dynamic',
    'timeout 1s',
    'gc-interval 1s',
    'auto-merge',
    'policy memory',
    'flags interval, timeout',
    'counter',
    'size 1',
    'timeout 5m',
    'typeof ip saddr',
    'flags interval interval',
    'size 010',
  ),
  6,
);

export function namedSet(keys: readonly Key[], isMap: boolean, index: number): Grammar {
  const kind = mostly(isMap ? 'map' : 'set', oneOf('set', 'map', 'list'), 24);
  const type = all('type ', keys.map((one) => one.type).join(' . '), isMap ? ' : verdict' : '');
  const elements = all('elements = ', setOf(keys, isMap, index));
  const end = mostly('\n', oneOf('; ', ' ;\n', '', '\n\n', ' # c\n'), 6);
  return mostly(
    all(kind, ` s${index} {\n`, type, end, setFlags, end, elements, end, '}'),
    oneOf(
      all(kind, ` s${index} {\n`, elements, end, type, end, '}'),
      all(kind, ` s${index} {\n`, type, end, elements, end, elements, end, '}'),
      all(kind, ` s${index} {\n`, type, end, elements, end, setFlags, end, '}'),
      all(kind, ` s${index} { `, type, end, '}'),
      all(kind, ` s${index} `, type, end),
    ),
    5,
  );
}
