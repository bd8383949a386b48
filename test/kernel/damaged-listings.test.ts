import { expect, it } from 'vitest';
import { backendOf } from '../../src/backend/registry.js';
import { proveListing } from '../../src/compiler/prove.js';
import { collect } from '../../src/diagnostics/diagnostic.js';
import { runInNamespace } from '../../src/machine/namespace.js';
import { savedMarks } from '../../src/proof/iptables/saved.js';
import { examples } from '../examples/examples.js';
import { commands, others, statements } from '../hostile/texts.js';
import { damaged } from '../proof/damage.js';
import { type Making, subjectsOfExample } from '../proof/support.js';
import { Random } from '../reference/random.js';
import { sample } from '../support/sample.js';
import { describeKernel } from './rig/index.js';

const DAMAGED = sample(150, 20_000);

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

const makings: readonly Making[] = [
  { target: 'nftables' },
  { target: 'ipset', xtables: 'nft' },
  { target: 'ipset', xtables: 'legacy' },
];

/** The marks are ours: what damages them is not what a kernel could print. */
const hasMarks = (listing: string) =>
  Object.values(savedMarks).every((mark) => listing.includes(`${mark}\n`));

describeKernel('damaged listings of the kernel are read or refused, and nothing else happens', () => {
  it.each(makings)('$target $xtables', async (making) => {
    const backend = backendOf(making.target!);
    const [subject] = await subjectsOfExample(examples.find(({ name }) => name === 'three-tier')!, making);
    const loaded = await runInNamespace(subject!.script, backend.kernel.loadAndList(subject!.script));
    if (!('printed' in loaded)) throw new Error(loaded.refused);
    const prove = (text: string) =>
      collect((report) => proveListing(subject!.policy, { name: 'listing', text }, backend, report))
        .diagnostics;
    expect(prove(loaded.printed)).toEqual([]);
    const random = new Random(10);
    const counts = { right: 0, refused: 0 };
    for (let n = 0; n < DAMAGED; n++) {
      const text = damaged(loaded.printed, pieces, random);
      if (backend.hasKinds && !hasMarks(text)) continue;
      counts[prove(text).length === 0 ? 'right' : 'refused']++;
    }
    expect(counts.refused).toBeGreaterThan(DAMAGED / 2);
  });
});
