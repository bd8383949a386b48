import type { BaseChain, Firewall, Hook } from '../../../src/proof/firewall.js';
import { scriptOfListing } from '../../../src/proof/nftables/listing.js';
import { readListed, readNftables } from '../../../src/proof/nftables/script.js';
import { inNamespace } from '../in-namespace.js';
import { difference, type Opinion, opinionOf, type Read } from './meaning.js';
import type { NftSpelling } from './nft-rules.js';

/** A spelling, and the hook that comes to it. */
export interface NftCase extends NftSpelling {
  readonly index: number;
  readonly hook: Extract<Hook, 'input' | 'output' | 'forward'>;
}

const HOOKS = ['input', 'output', 'forward'] as const;

/** A script in which each case has a chain of its own. */
export function nftScript(cases: readonly NftCase[]): string {
  const bases = HOOKS.map((hook) => {
    const calls = cases.filter((one) => one.hook === hook).map(({ index }) => `jump c${index}`);
    return `chain ${hook} {\ntype filter hook ${hook} priority filter; policy drop;\nct state invalid drop\n${calls.join('\n')}\n}`;
  });
  const chains = cases.map(
    ({ index, rule, declarations }) => `${declarations}\nchain c${index} {\n${rule}\n}`,
  );
  const body = [...chains, ...bases].join('\n');
  return `table inet secgroup\ndelete table inet secgroup\ntable inet secgroup {\n${body}\n}\n`;
}

/** What the reader says of one case alone. */
export function readNftCase(one: NftCase): Opinion {
  const opinion = opinionOf(nftScript([one]), readNftables);
  return 'refused' in opinion ? opinion : { firewall: onlyCase(opinion.firewall, one) };
}

/** The whole script of one case, as the reader understands it. */
export function wholeNftCase(one: NftCase): Firewall {
  const opinion = opinionOf(nftScript([one]), readNftables);
  if ('refused' in opinion) throw new Error(opinion.refused);
  return opinion.firewall;
}

/** The chain of one case, as if the kernel called it. */
function onlyCase(firewall: Firewall, { index, hook }: NftCase): Firewall {
  const chain = firewall.chains.get(`inet secgroup c${index}`);
  if (!chain) throw new Error(`chain c${index} is gone`);
  const base: BaseChain = {
    hook,
    families: ['ipv4', 'ipv6'],
    priority: 0,
    policy: 'drop',
    line: chain.line,
    chain,
  };
  return { bases: [base], chains: firewall.chains };
}

/** What `nft -j list ruleset` prints once the script is loaded, or why it is not. */
function loaded(script: string): { readonly listing: string } | { readonly refused: string } {
  const [printed] = inNamespace({ script }, ['nft -f script 2>&1 >/dev/null && nft -j list ruleset']);
  return printed!.startsWith('{"nftables"') ? { listing: printed! } : { refused: printed!.split('\n')[0]! };
}

const readListing: Read = (text, fault) => readListed(scriptOfListing(text, fault), fault);

/** Loads cases that the reader accepts, and says where the kernel holds something else; a line for each. */
export function judgeNft(cases: readonly NftCase[]): readonly string[] {
  if (cases.length === 0) return [];
  const loading = loaded(nftScript(cases));
  if ('listing' in loading) {
    const opinion = opinionOf(loading.listing, readListing);
    if ('firewall' in opinion) return cases.flatMap((one) => compared(one, opinion.firewall));
    if (cases.length === 1) return [told(cases[0]!, `the listing is not understood: ${opinion.refused}`)];
  } else if (cases.length === 1) return [told(cases[0]!, `nft does not load it: ${loading.refused}`)];
  const half = Math.ceil(cases.length / 2);
  return [...judgeNft(cases.slice(0, half)), ...judgeNft(cases.slice(half))];
}

function compared(one: NftCase, listed: Firewall): readonly string[] {
  const opinion = readNftCase(one);
  if ('refused' in opinion) throw new Error(`not the same twice: ${opinion.refused}`);
  const found = difference(opinion.firewall, onlyCase(listed, one));
  return found === undefined ? [] : [told(one, `the kernel holds something else: ${found}`)];
}

function told({ declarations, rule, hook }: NftCase, what: string): string {
  return `${what}\n${declarations}\n${hook}: ${JSON.stringify(rule)}`;
}
