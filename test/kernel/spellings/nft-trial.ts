import type { Random } from '../../reference/random.js';
import { damaged } from './damage.js';
import { judgeNft, type NftCase, readNftCase } from './nft-judge.js';
import { nftSpelling } from './nft-rules.js';
import type { Trial } from './trial.js';

/** Names of a case end in its number. */
function renumbered({ rule, declarations, index }: NftCase, by: number) {
  const own = new RegExp(`(?<=[ @][st])${index}\\b`, 'g');
  return {
    rule: rule.replaceAll(own, String(by)),
    declarations: declarations.replaceAll(own, String(by)),
  };
}

function damagedCase(parent: NftCase, random: Random, index: number): NftCase {
  const { rule, declarations } = renumbered(parent, index);
  return random.chance(0.8)
    ? { ...parent, index, declarations, rule: damaged(rule, random) }
    : { ...parent, index, rule, declarations: damaged(declarations, random) };
}

export const nftTrial: Trial<NftCase> = {
  name: 'nft',
  make: (random, index) => ({
    ...nftSpelling(random, index),
    index,
    hook: random.pick(['input', 'input', 'output', 'forward']),
  }),
  damage: damagedCase,
  isAccepted: (one) => 'firewall' in readNftCase(one),
  judge: judgeNft,
  batch: 100,
};
