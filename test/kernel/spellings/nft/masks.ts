import type { Random } from '../../../reference/random.js';
import { all, type Grammar, mostly, oneOf, several, textOf } from '../grammar.js';
import { addresses4, addresses6 } from '../values.js';
import type { Key } from './keys.js';
import { flags, ports, states } from './values.js';

const masks4: Grammar = mostly(
  oneOf('255.255.255.0', '255.0.0.0', '255.255.255.254'),
  oneOf('255.0.255.0', '0.0.0.255', '0xffffff00', '24', '0.0.0.0', '255.255.255.255', '255.255.255.0/24'),
  3,
);

const masks6: Grammar = mostly(
  oneOf('ffff:ffff::', 'ffff:ffff:ffff:ffff::'),
  oneOf('ffff::ffff', '::', '64', '::ffff'),
  3,
);

const networks4: Grammar = mostly(
  oneOf('10.0.0.0', '10.0.1.0', '192.168.0.0', '10.0.0.0, 10.0.1.0'),
  addresses4,
  4,
);

const networks6: Grammar = mostly(oneOf('2001:db8::', '2001:db8:1::'), addresses6, 4);

/** Masks and flags, by all operators and brackets. */
export function masked({ text, type, value }: Key, random: Random): string {
  const compare = oneOf('', '', '== ', '!= ');
  if (type === 'ipv4_addr' || type === 'ipv6_addr') {
    const [masks, networks] = type === 'ipv4_addr' ? [masks4, networks4] : [masks6, networks6];
    return `${text} & ${masks(random)} ${textOf(oneOf(all('{ ', networks, ' }'), all('{ ', networks, ' }'), all(compare, networks)), random)}`;
  }
  if (random.chance(0.3)) return `${text} & ${value(random)} ${compare(random)}${value(random)}`;
  const list = several(flags, 1, 3, mostly(' | ', oneOf('|', ',', ' ', ' & ', ' ^ '), 6));
  const brackets = (inside: Grammar): Grammar =>
    mostly(
      all('(', inside, ')'),
      oneOf(inside, all('( ', inside, ' )'), all('((', inside, '))'), all('{ ', inside, ' }')),
      6,
    );
  return textOf(
    mostly(
      all('tcp flags & ', brackets(list), ' == ', flags),
      oneOf(
        all('tcp flags & ', list, ' ', compare, list),
        all('tcp flags & ', brackets(list), ' ', compare, brackets(list)),
        all('tcp flags ', compare, list),
        all('tcp flags ', list, ' / ', list),
        all('tcp flags ', compare, '{ ', list, ' }'),
        all('ct state & (', states, ') ', compare, states),
        all('ct state ', states, ' / ', states),
        all('tcp dport & ', ports, ' ', compare, ports),
        all('tcp flags & ', flags, ' | ', flags, ' == ', flags),
        all('ip saddr | 0.0.0.1 == ', addresses4),
        all('tcp dport ', ports, ' << 1'),
        all('meta mark & 0xff ', compare, '1'),
      ),
      2,
    ),
    random,
  );
}
