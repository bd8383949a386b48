import { scriptOfListing } from '../../../src/proof/nftables/listing.js';
import { readListed, readNftables } from '../../../src/proof/nftables/script.js';
import type { Random } from '../../reference/random.js';
import { inNamespace } from '../in-namespace.js';
import { difference, opinionOf, type Read } from './meaning.js';

/** What becomes of tables and chains. */
const COMMANDS = [
  'flush table inet secgroup',
  'delete table inet secgroup',
  'table inet secgroup',
  'add table inet secgroup',
  'create table inet secgroup',
  'flush ruleset',
  'table inet secgroup { flags dormant; }',
  'table inet other { chain c { type filter hook input priority -5; policy drop; }; }',
  'flush chain inet secgroup input',
  'delete chain inet secgroup forward',
  'add chain inet secgroup input { policy accept; }',
  'add chain inet secgroup more { type filter hook input priority 5; policy drop; }',
  'insert rule inet secgroup input accept',
  'table inet secgroup { chain input { accept; }; }',
  '# a comment \\',
  'include "/dev/null"',
] as const;

/** What somebody hopes that a reader passes over. */
const LINES = [
  ...COMMANDS,
  'table inet secgroup {',
  '\tchain input { type filter hook input priority filter; policy accept; }',
  '\tchain input { type filter hook input priority raw; policy drop; }',
  '\tchain more { type filter hook forward priority 5; policy accept; }',
  '\tchain more { type filter hook input priority -300; policy drop; }',
  '\tchain forward {',
  '\t\ttype filter hook forward priority filter; policy accept;',
  '\t\tpolicy accept;',
  '\t\taccept',
  '\t\treturn',
  '\t\tgoto input-ipv6',
  '\t\tjump input-ipv6',
  '\t}',
  '}',
  '\tset s { type ipv4_addr; elements = { 10.0.0.1 }; }',
  'define x = 5',
  '\\',
  ';',
  '',
  '\ufeff',
] as const;

/** A script with a line or two lost, doubled, moved, or put in from elsewhere. */
export function restructured(script: string, random: Random): string {
  let lines: readonly string[] = script.split('\n');
  for (let n = random.pick([1, 1, 1, 2]); n > 0; n--) lines = changed(lines, random);
  return lines.join('\n');
}

function changed(lines: readonly string[], random: Random): readonly string[] {
  // What stands outside of rules is changed as often as these.
  const frame = lines.flatMap((line, at) => (/^\S|^\t\S|^\t\ttype/.test(line) ? [at] : []));
  const between = lines.flatMap((line, index) => (/^[a-z]|^$/.test(line) ? [index] : []));
  const place = () => (random.chance(0.6) ? random.pick(frame) : random.between(0, lines.length - 1));
  const [at, other] = [place(), place()];
  const line = lines[at]!;
  switch (random.between(0, 7)) {
    case 0:
      return lines.toSpliced(at, 1);
    case 1:
      return lines.toSpliced(at, 0, line);
    case 2:
      return lines.with(at, lines[other]!).with(other, line);
    case 3:
      return lines.toSpliced(other, 0, ...lines.slice(at, at + random.between(1, 12)));
    case 4:
    case 5:
    case 6:
      return lines.toSpliced(random.pick(between), 0, random.pick(COMMANDS));
    default:
      return lines.toSpliced(at, 0, random.pick(LINES));
  }
}

export interface Restructured {
  readonly accepted: number;
  readonly wrong: readonly string[];
}

const readListing: Read = (json, fault) => readListed(scriptOfListing(json, fault), fault);

/** Loads what the reader accepts, where nothing is loaded and over an older script, and says where the kernel holds something else. */
export function judgeStructure(scripts: readonly string[], older: string): Restructured {
  const accepted = scripts.filter((script) => 'firewall' in opinionOf(script, readNftables));
  const files = Object.fromEntries([['older', older], ...accepted.map((text, i) => [`s${i}`, text])]);
  const load = (i: number, before: string) =>
    `nft flush ruleset; ${before} nft -f s${i} 2>&1 && nft -j list ruleset`;
  const states = ['', 'nft -f older;'];
  const printed = inNamespace(
    files,
    accepted.flatMap((_, i) => states.map((before) => load(i, before))),
  );
  const wrong = accepted.flatMap((script, i) =>
    states.flatMap((before, n) => {
      const problem = problemOf(script, printed[i * states.length + n]!);
      return problem === undefined ? [] : [`${before} ${problem}\n${script}`];
    }),
  );
  return { accepted: accepted.length, wrong };
}

function problemOf(script: string, printed: string): string | undefined {
  if (!printed.startsWith('{"nftables"')) return `nft does not load it: ${printed.split('\n')[0]}`;
  const [said, held] = [opinionOf(script, readNftables), opinionOf(printed, readListing)];
  if ('refused' in said) throw new Error(`not the same twice: ${said.refused}`);
  if ('refused' in held) return `the listing is not understood: ${held.refused}`;
  const found = difference(said.firewall, held.firewall);
  return found === undefined ? undefined : `the kernel holds something else: ${found}`;
}
