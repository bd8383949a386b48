import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Target, targets } from '../../src/target/target.js';
import { compileExample, type Example, examples } from '../examples/examples.js';
import { inTurn } from '../support/sample.js';
import { oftenNftables } from './backends.js';
import { describeKernel, type Lab, openLab, SCRIPT } from './rig/index.js';

/** Every kind of firewall that a script is for; iptables has two. */
const variants = targets.flatMap((target): readonly Variant[] =>
  target === 'nftables'
    ? [{ kind: target, target, xtables: undefined }]
    : (['legacy', 'nft'] as const).map((xtables) => ({ kind: `${target} over ${xtables}`, target, xtables })),
);

interface Variant {
  readonly kind: string;
  readonly target: Target;
  readonly xtables: 'legacy' | 'nft' | undefined;
}

/**
 * All that is loaded into the kernel, without what counts as it runs and without the order and the seed of hashes. What
 * iptables-nft loads, it prints itself: nft prints a base chain in the order in which it was made.
 */
const STATE = [
  'nft list tables; nft -s list table inet secgroup 2>/dev/null',
  ...['iptables', 'ip6tables'].flatMap((program) =>
    ['legacy', 'nft'].map((kind) => `${program}-${kind}-save 2>/dev/null | grep -v "^#"`),
  ),
  "ipset save | sed 's/ initval .*//' | sort",
].join('; ');

/** Loads, loads again and unloads in a network namespace of its own, and tells what the kernel holds after each. */
const DRIVER = `
export FILE="$1"
cd "$(mktemp -d /run/XXXXXX)" || exit 1
step() { sh -c "$1" >out 2>&1 && [ ! -s out ] || { cat out; exit 1; }; }
state() { { ${STATE}; } | sed 's/\\[[0-9]*:[0-9]*\\]/[]/'; }
step "$2"; state >first
step "$2"; state >second
cmp first second || { diff first second; exit 1; }
cat first; echo UNLOADED
step "$3"; state
`;

/** A command that the first lines of a script name, with the script's own place for FILE. */
function commandOf(script: string, what: 'Load' | 'Unload'): string {
  const command = new RegExp(`^# ${what}: +(.*?)(?: {2,}.*)?$`, 'm').exec(script)?.[1];
  if (command === undefined) throw new Error(`the script does not say how to ${what.toLowerCase()} it`);
  return command.replace('FILE', '"$FILE"');
}

const someScripts = async (example: Example, target: Target, xtables: Variant['xtables']) =>
  inTurn(await compileExample(example, target, { xtables }))();

describeKernel('every example loads as its first lines say, twice the same, and unloads', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab({ interfaces: [{ device: 'eth0', addresses: [] }] });
  });
  afterAll(() => lab.close());

  const turn = inTurn(oftenNftables(variants, ({ target }) => target));
  const rows = examples.flatMap((example) =>
    turn().map((variant) => ({ ...variant, name: example.name, example })),
  );

  it.each(rows)('$name on $kind', async ({ target, xtables, example }) => {
    for (const { host, text } of await someScripts(example, target, xtables)) {
      const commands = [commandOf(text, 'Load'), commandOf(text, 'Unload')];
      const argv = ['unshare', '-n', 'sh', '-c', DRIVER, 'sh', SCRIPT, ...commands];
      const { exitCode, stdout } = await lab.load(text, argv);
      expect(`${host} ${exitCode}\n${stdout}`).toMatch(new RegExp(`^${host} 0\n`));
      const [loaded, unloaded] = stdout.split('UNLOADED\n');
      expect(loaded).toMatch(/secg/i);
      expect(unloaded).not.toMatch(/secg|DROP/i);
    }
  });
});
