import type { Random } from '../../reference/random.js';
import { type Grammar, oneOf } from './grammar.js';
import { matchOf } from './nft/match.js';
import { statements } from './nft/statements.js';
import { verdict } from './nft/verdict.js';

/** A rule, and what the table needs for it. */
export interface NftSpelling {
  readonly rule: string;
  /** Sets, maps and chains; their names end in the number of the spelling. */
  readonly declarations: string;
}

/** What stands between two words of a rule. */
const layout: Grammar = oneOf(
  '  ',
  '\t',
  ' \\\n ',
  '\n',
  ' ; ',
  ' # c\n',
  ' \r',
  '\u00a0',
  '\v',
  '\f',
  '',
  ' \\ ',
  '; ',
  ' { ',
  ' } ',
  '"',
  ', ',
);

function laidOut(rule: string, random: Random): string {
  if (!random.chance(0.12)) return rule;
  const blanks = [...rule.matchAll(/ /g)].map(({ index }) => index);
  if (blanks.length === 0) return rule;
  const at = random.pick(blanks);
  return rule.slice(0, at) + layout(random) + rule.slice(at + 1);
}

/** The chain that verdicts of this spelling call. */
const target = (index: number, random: Random): string =>
  `chain t${index} {\n${random.pick(['', 'accept', 'drop', 'return', 'tcp dport 80 accept', 'meta nfproto ipv6 return\naccept', 'udp dport 1 drop'])}\n}`;

export function nftSpelling(random: Random, index: number): NftSpelling {
  const matches = random.times(random.pick([0, 1, 1, 1, 2, 2, 3]), () => matchOf(random, index));
  const parts = [
    ...matches.map(({ match }) => match),
    ...(random.chance(0.2) ? [statements(random)] : []),
    ...(random.chance(0.92) ? [verdict(index)(random)] : []),
    ...(random.chance(0.08) ? [statements(random)] : []),
  ];
  const ordered = random.chance(0.05) ? random.shuffle(parts) : parts;
  const rules = [
    ordered.join(' '),
    ...(random.chance(0.2) ? [`${matchOf(random, index).match} ${verdict(index)(random)}`] : []),
  ];
  const declarations = [...new Set(matches.map((one) => one.declarations)), target(index, random)].join('\n');
  return { rule: laidOut(rules.join('\n'), random), declarations };
}
