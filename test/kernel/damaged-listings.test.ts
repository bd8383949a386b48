import { expect, it } from 'vitest';
import { loadInNamespace, nftCommands, xtablesCommands } from '../../src/cli/kernel-listing.js';
import { type ListingForm, proveListing } from '../../src/compiler/prove.js';
import { collect } from '../../src/diagnostics/diagnostic.js';
import { savedMarks } from '../../src/proof/iptables/saved.js';
import { examples } from '../examples/examples.js';
import { commands, others, statements } from '../hostile/texts.js';
import { damaged } from '../proof/damage.js';
import { type Making, subjectsOfExample } from '../proof/support.js';
import { Random } from '../reference/random.js';
import { describeKernel } from './lab/index.js';

const DAMAGED = 400;

const pieces = [
  ...Object.values({ ...commands('/run/c'), ...statements, ...others }),
  ...[
    'null',
    '[]',
    '{}',
    '-1',
    '1e400',
    '"x"',
    '{"meta":{"key":"mark"}}',
    '{"accept":null}',
    '['.repeat(50_000),
  ],
];

interface Case {
  readonly target: 'nftables' | 'ipset';
  readonly form: ListingForm;
  readonly commands: string;
}

const cases: readonly Case[] = [
  { target: 'nftables', form: 'nft', commands: nftCommands },
  { target: 'ipset', form: 'xtables', commands: xtablesCommands('-nft', savedMarks) },
  { target: 'ipset', form: 'xtables', commands: xtablesCommands('-legacy', savedMarks) },
];

/** The marks are ours: what damages them is not what a kernel could print. */
const hasMarks = (listing: string) =>
  Object.values(savedMarks).every((mark) => listing.includes(`${mark}\n`));

describeKernel('damaged listings of the kernel are read or refused, and nothing else happens', () => {
  it.each(cases)('$target $commands', async ({ target, form, commands: loading }) => {
    const xtables = loading.includes('iptables-nft') ? 'nft' : 'legacy';
    const making: Making = target === 'ipset' ? { target, xtables } : { target };
    const [subject] = await subjectsOfExample(examples.find(({ name }) => name === 'three-tier')!, making);
    const loaded = await loadInNamespace(subject!.script, loading);
    if (!('listing' in loaded)) throw new Error(loaded.refused);
    const prove = (text: string) =>
      collect((report) => proveListing(subject!.policy, { name: 'listing', text }, form, report)).diagnostics;
    expect(prove(loaded.listing)).toEqual([]);
    const random = new Random(10);
    const counts = { right: 0, refused: 0 };
    for (let n = 0; n < DAMAGED; n++) {
      const text = damaged(loaded.listing, pieces, random);
      if (form === 'xtables' && !hasMarks(text)) continue;
      counts[prove(text).length === 0 ? 'right' : 'refused']++;
    }
    expect(counts.refused).toBeGreaterThan(DAMAGED / 2);
  });
});
