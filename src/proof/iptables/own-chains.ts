import type { Family } from '../../address/space.js';
import type { Path } from '../dimensions.js';
import type { OwnPart } from '../own.js';
import { Harmless } from './harmless.js';
import { savedMarks } from './saved.js';
import { listingFaults } from './told-apart.js';

/** Chains of the kernel's own in the table that decides, and the packets they see. */
const paths: Readonly<Record<string, Path>> = { INPUT: 'input', FORWARD: 'forward', OUTPUT: 'output' };

/** Accepts or goes on, which equals nothing: it fails a proof if packets come to it. */
const MAY_ACCEPT = '-m limit --limit 1/sec -j ACCEPT';

/**
 * Takes our chains out of what `readSaved` reads, with what of others can accept a packet that would come to them. The rest becomes
 * comments, so that lines keep their numbers. `ignored` are the hooks that the definition leaves alone. Faults end the proof.
 */
export function ownChains(
  saved: string,
  ignored: ReadonlySet<Path>,
  fault: (problem: string) => void,
): OwnPart {
  for (const problem of listingFaults(saved)) fault(problem);
  const setsAt = saved.indexOf(`\n${savedMarks.sets}\n`) + 1;
  const tables = tablesOf(saved.slice(0, setsAt).split('\n'));
  const parts = tables.map((table) => ownOf(table, ignored));
  const text = parts.flatMap(({ lines }) => lines).join('\n');
  return {
    text: parts.some(({ ours }) => ours) ? text + ownSets(saved.slice(setsAt), text) : '',
    others: parts.flatMap(({ others }) => others),
  };
}

/** The lines of one table, up to the next; those before the first table belong to none. */
interface SavedTable {
  readonly family: Family;
  readonly name: string | undefined;
  readonly lines: readonly string[];
}

function tablesOf(lines: readonly string[]): readonly SavedTable[] {
  const tables: { family: Family; name: string | undefined; lines: string[] }[] = [];
  let family: Family = 'ipv6';
  for (const line of lines) {
    if (line === savedMarks.ipv4) family = 'ipv4';
    const begins = line.startsWith('*') || line === savedMarks.ipv4 || tables.length === 0;
    if (begins) tables.push({ family, name: line.startsWith('*') ? line.slice(1) : undefined, lines: [] });
    tables.at(-1)!.lines.push(line);
  }
  return tables;
}

interface Own {
  readonly lines: readonly string[];
  readonly others: readonly string[];
  /** Whether chains of ours are there. */
  readonly ours: boolean;
}

const told = (line: string) => (line === '' || line.startsWith('#') ? line : `# ${line}`);

function translating({ lines }: SavedTable): string {
  return lines.some((line) => /^-A .* -j (DNAT|REDIRECT)\b/.test(line))
    ? '; some translate where packets go, and what they send on passes the forward hook'
    : '';
}

function ownOf(table: SavedTable, ignored: ReadonlySet<Path>): Own {
  if (table.name === undefined) return { lines: table.lines, others: [], ours: false };
  if (table.name === 'filter') return new FilterTable(table, ignored).own();
  const where = `table ${table.name} of ${words[table.family]}`;
  const isForeign = (line: string) => /^(-A|:\S+ (DROP|-))/.test(line) && !isOurs(line);
  const others = table.lines.some(isForeign)
    ? [`rules of others are in ${where}: they can drop packets, or change them${translating(table)}`]
    : [];
  const kept =
    table.name === 'raw' ? (line: string) => !isForeign(line) : (line: string) => !/^(-A|:)/.test(line);
  return { lines: table.lines.map((line) => (kept(line) ? line : told(line))), others, ours: false };
}

const words: Readonly<Record<Family, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };

/** A chain of ours, a rule in one, or the call of one that the script puts in. */
function isOurs(line: string): boolean {
  return /^(:SECG-|-A SECG-|-A ([A-Z]+) -j SECG-\2$)/.test(line);
}

class FilterTable {
  readonly #table: SavedTable;
  readonly #ignored: ReadonlySet<Path>;
  readonly #harmless: Harmless;
  readonly #others: string[] = [];

  constructor(table: SavedTable, ignored: ReadonlySet<Path>) {
    this.#table = table;
    this.#ignored = ignored;
    this.#harmless = new Harmless(table.lines);
  }

  own(): Own {
    const { lines } = this.#table;
    const changed = new Map<number, string>();
    for (const name of Object.keys(paths)) this.#builtIn(name, changed);
    const needed = this.#harmless.reachedFrom(
      lines.filter(
        (line, at) => line.startsWith('-A ') && (changed.get(at) ?? line) === line && isRoot(line),
      ),
    );
    const foreign: string[] = [];
    lines.forEach((line, at) => {
      const [, kind, name] = /^(:|-A )(\S+)/.exec(line) ?? [];
      if (name === undefined || Object.hasOwn(paths, name) || name.startsWith('SECG-')) return;
      if (kind === ':') foreign.push(name);
      if (!needed.has(name)) changed.set(at, told(line));
    });
    if (foreign.length > 0)
      this.#others.push(`chains of others are in ${this.#where}: ${foreign.join(', ')}`);
    return {
      lines: lines.map((line, at) => changed.get(at) ?? line),
      others: this.#others,
      ours: lines.some((line) => line.startsWith(':SECG-')),
    };
  }

  get #where(): string {
    return `table filter of ${words[this.#table.family]}`;
  }

  /** Sorts what others have in a chain of the kernel's own. */
  #builtIn(name: string, changed: Map<number, string>): void {
    const { lines } = this.#table;
    const own = lines.indexOf(`-A ${name} -j SECG-${name}`);
    const calls = lines.some((line) => line.startsWith(`-A ${name} `) && line.includes(' SECG-'));
    const leaves = !calls && this.#ignored.has(paths[name]!);
    const counts = { ignored: 0, narrower: 0, wider: 0, behind: 0 };
    lines.forEach((line, at) => {
      if (leaves && line.startsWith(`:${name} DROP `)) {
        counts.ignored++;
        changed.set(at, `:${name} ACCEPT [0:0]`);
      }
      if (!line.startsWith(`-A ${name} `) || at === own) return;
      const narrows = this.#harmless.narrows(line);
      if (leaves) counts.ignored++;
      else if (own >= 0 && at > own) counts.behind++;
      else counts[narrows ? 'narrower' : 'wider']++;
      if (leaves || narrows) changed.set(at, told(line));
      else if (own >= 0 && at > own) changed.set(at, `-A ${name} ${MAY_ACCEPT}`);
    });
    for (const [kind, count] of Object.entries(counts))
      if (count > 0)
        this.#others.push(
          `${kind === 'ignored' ? 'rules or a policy' : 'rules'} of others are in ${name} of ${words[this.#table.family]}: ${effects[kind as keyof typeof counts]}`,
        );
  }
}

const effects = {
  ignored: 'the definition ignores that hook',
  narrower: 'they come before the firewall, and can drop packets that it accepts',
  wider: 'they come before the firewall, and can accept packets that it drops; the proof is about them too',
  behind: 'they come after the firewall, which leaves nothing to them if this is proven',
} as const;

/** What the kernel, or a chain of ours, goes through. */
function isRoot(line: string): boolean {
  return /^-A (SECG-|INPUT |FORWARD |OUTPUT )/.test(line);
}

/** Sets of others can be of any kind; those that no rule looks into are left out. */
function ownSets(sets: string, rules: string): string {
  if (!/^create (?!SECG-)/m.test(sets)) return sets;
  const named = new Set([...rules.matchAll(/^[^#\n].* --match-set (\S+) /gm)].map(([, name]) => name));
  return sets
    .split('\n')
    .map((line) => {
      const [, name] = /^(?:create|add) (\S+) /.exec(line) ?? [];
      return name === undefined || name.startsWith('SECG-') || named.has(name) ? line : told(line);
    })
    .join('\n');
}
