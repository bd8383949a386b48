import type { Random } from '../../../reference/random.js';
import { type Grammar, mostly, oneOf, textOf } from '../grammar.js';
import { anyKey, type Key } from './keys.js';
import { masked } from './masks.js';
import { elementOf, namedSet, setOf } from './sets.js';

const operator: Grammar = mostly(
  oneOf('', '', '', '', '!= ', '== '),
  oneOf(
    '< ',
    '> ',
    '<= ',
    '>= ',
    'eq ',
    'ne ',
    'lt ',
    'gt ',
    '! ',
    '!',
    '=',
    '= ',
    '!=',
    '==',
    '=!',
    '<>',
    'in ',
    '& ',
    '^ ',
    '| ',
  ),
  12,
);

interface Made {
  readonly match: string;
  readonly declarations: string;
}

/** `key operator value`, with a set, a map or a mask. */
export function matchOf(random: Random, index: number): Made {
  const keys = random.chance(0.85)
    ? [anyKey(random)]
    : [anyKey(random), anyKey(random), ...(random.chance(0.3) ? [anyKey(random)] : [])];
  const text = keys.map((one) => one.text).join(textOf(mostly(' . ', oneOf(' .', '.', ', '), 20), random));
  const [first] = keys as [Key];
  if (random.chance(0.12)) return { match: masked(first, random), declarations: '' };
  const isMap = random.chance(0.15);
  const isNamed = random.chance(0.2);
  const declarations = isNamed ? namedSet(keys, isMap, index)(random) : '';
  const set = isNamed
    ? textOf(mostly(`@s${index}`, oneOf(`@ s${index}`, `s${index}`, `$s${index}`, `@S${index}`), 20), random)
    : '';
  if (isMap)
    return { match: `${text} vmap ${isNamed ? set : setOf(keys, true, index)(random)}`, declarations };
  const right = isNamed
    ? set
    : random.chance(0.35)
      ? setOf(keys, false, index)(random)
      : elementOf(keys)(random);
  return { match: `${text} ${operator(random)}${right}`, declarations };
}
