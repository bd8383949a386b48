import { knownShellProgram } from '../../../src/backend/iptables/known-shell-program.js';
import type { Firewall } from '../../../src/proof/firewall.js';
import { readSaved, savedMarks } from '../../../src/proof/iptables/saved.js';
import { readIptables } from '../../../src/proof/iptables/script.js';
import type { Hole } from '../../../src/proof/iptables/shell-program.js';
import { inNamespace } from '../in-namespace.js';
import type { Family } from './iptables/values.js';
import { difference, type Opinion, opinionOf, type Read } from './meaning.js';

/** A rule, the chain that it can call, and the lines that make the set it asks. */
export interface XtablesCase {
  readonly index: number;
  readonly family: Family;
  readonly hook: 'INPUT' | 'OUTPUT' | 'FORWARD';
  readonly rule: string;
  readonly called: string;
  readonly sets: string;
}

const FAMILIES = ['ipv6', 'ipv4'] as const;
const HOOKS = ['INPUT', 'FORWARD', 'OUTPUT'] as const;

/** The rules of one family, each case in a chain of its own. */
function rulesOf(cases: readonly XtablesCase[], family: Family): string {
  const own = cases.filter((one) => one.family === family);
  return [
    ...HOOKS.map((hook) => `:${hook} DROP [0:0]`),
    ...HOOKS.map((hook) => `:SECG-${hook} - [0:0]`),
    ...own.flatMap(({ index }) => [`:SECG-c${index} - [0:0]`, `:SECG-t${index} - [0:0]`]),
    ...HOOKS.map((hook) => `-I ${hook} 1 -j SECG-${hook}`),
    '-A SECG-INPUT -m conntrack --ctstate INVALID -j DROP',
    ...own.map(({ hook, index }) => `-A SECG-${hook} -j SECG-c${index}`),
    ...own.flatMap(({ index, rule, called }) => [
      `-A SECG-c${index} ${rule}`,
      ...(called === '' ? [] : [`-A SECG-t${index} ${called}`]),
    ]),
  ].join('\n');
}

const setsOf = (cases: readonly XtablesCase[]): string => cases.map(({ sets }) => sets).join('\n');

/** The whole script, for the reader. */
function scriptOf(cases: readonly XtablesCase[]): string {
  const texts: Partial<Record<Hole, string>> = {
    'rules ipv6': rulesOf(cases, 'ipv6'),
    'rules ipv4': rulesOf(cases, 'ipv4'),
    sets: setsOf(cases),
  };
  return knownShellProgram({ target: 'ipset', xtables: 'default', early: { ipv4: false, ipv6: false } })
    .map((line) => ('hole' in line ? (texts[line.hole] ?? '') : line.text))
    .join('\n');
}

const readScript: Read = (text, fault) => readIptables(text, 'ipset', knownShellProgram, fault);

export function readXtablesCase(one: XtablesCase): Opinion {
  const opinion = opinionOf(scriptOf([one]), readScript);
  return 'refused' in opinion ? opinion : { firewall: onlyCase(opinion.firewall, one) };
}

/** The chain of one case, as if the kernel called it. */
function onlyCase({ chains }: Firewall, { index, family, hook }: XtablesCase): Firewall {
  const chain = chains.get(`${family} filter SECG-c${index}`);
  if (!chain) throw new Error(`chain SECG-c${index} is gone`);
  const place = {
    hook: hook.toLowerCase() as 'input',
    families: [family],
    priority: 0,
    policy: 'drop',
    line: 1,
  } as const;
  return { bases: [{ ...place, chain }], chains };
}

const BACKENDS = ['legacy', 'nft'] as const;

/** What both kinds of iptables hold once all is loaded, or why not all is. */
function loaded(
  cases: readonly XtablesCase[],
): { readonly listings: readonly string[] } | { readonly refused: string } {
  const files = {
    sets: `${setsOf(cases)}\n`,
    ...Object.fromEntries(FAMILIES.map((family) => [family, `*filter\n${rulesOf(cases, family)}\nCOMMIT\n`])),
  };
  const commands = BACKENDS.flatMap((kind) => [
    `ip6tables-${kind}-restore --noflush -w <ipv6 && iptables-${kind}-restore --noflush -w <ipv4`,
    `echo '${savedMarks.ipv6}'; ip6tables-${kind}-save; echo '${savedMarks.ipv4}'; iptables-${kind}-save; echo '${savedMarks.sets}'; ipset save`,
  ]);
  const [sets, legacy, legacyListing, nft, nftListing] = inNamespace(files, [
    'ipset restore <sets',
    ...commands,
  ]) as readonly [string, string, string, string, string];
  const refused = [sets, legacy, nft].find((printed) => printed.includes('status '));
  return refused === undefined
    ? { listings: [legacyListing, nftListing] }
    : { refused: refused.trim().replace(/\s+/g, ' ').slice(0, 300) };
}

/** Loads cases that the reader accepts, and says where the kernel holds something else; a line for each. */
export function judgeXtables(cases: readonly XtablesCase[]): readonly string[] {
  if (cases.length === 0) return [];
  const loading = loaded(cases);
  if ('listings' in loading) {
    const opinions = loading.listings.map((listing) => opinionOf(listing, readSaved));
    if (!opinions.some((opinion) => 'refused' in opinion))
      return opinions.flatMap((opinion, n) =>
        cases.flatMap((one) => compared(one, (opinion as { firewall: Firewall }).firewall, BACKENDS[n]!)),
      );
    if (cases.length === 1)
      return [
        told(
          cases[0]!,
          `the listing is not understood: ${JSON.stringify(opinions.map((one) => 'refused' in one && one.refused))}`,
        ),
      ];
  } else if (cases.length === 1) return [told(cases[0]!, `it does not load: ${loading.refused}`)];
  const half = Math.ceil(cases.length / 2);
  return [...judgeXtables(cases.slice(0, half)), ...judgeXtables(cases.slice(half))];
}

function compared(one: XtablesCase, listed: Firewall, kind: string): readonly string[] {
  const opinion = readXtablesCase(one);
  if ('refused' in opinion) throw new Error(`not the same twice: ${opinion.refused}`);
  const found = difference(opinion.firewall, onlyCase(listed, one));
  return found === undefined ? [] : [told(one, `the kernel holds something else (${kind}): ${found}`)];
}

function told({ family, hook, rule, called, sets }: XtablesCase, what: string): string {
  return `${what}\n${sets}\n${family} ${hook}: ${JSON.stringify(rule)}${called === '' ? '' : `, which calls ${JSON.stringify(called)}`}`;
}
