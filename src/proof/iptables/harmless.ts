import { unquoted } from './quotes.js';

/** Targets behind which a packet is dropped, or goes on as if nothing had been. */
const NARROW: ReadonlySet<string> = new Set(['DROP', 'REJECT', 'LOG', 'NFLOG', 'MARK', 'CONNMARK', 'TCPMSS']);

/** Whether a rule with that name behind `-j` means something without a chain of that name; iptables-restore makes such chains. */
export function isTarget(name: string): boolean {
  return NARROW.has(name) || ['ACCEPT', 'RETURN', 'QUEUE', 'NFQUEUE'].includes(name);
}

interface Target {
  /** `-j` or `-g`. */
  readonly how: string;
  readonly name: string;
}

/** Tells which rules of others can take packets away, and nothing else. */
export class Harmless {
  readonly #rules = new Map<string, string[]>();
  readonly #known = new Map<string, boolean>();

  /** The lines of one table, as iptables-save prints them. */
  constructor(lines: readonly string[]) {
    for (const line of lines) {
      const [, kind, name] = /^(:|-A )(\S+)/.exec(line) ?? [];
      if (name === undefined) continue;
      const rules = this.#rules.get(name) ?? [];
      this.#rules.set(name, rules);
      if (kind === '-A ') rules.push(line);
    }
  }

  /** Whether a rule in a chain that the kernel calls accepts nothing, and skips nothing that comes behind it. */
  narrows(line: string): boolean {
    const target = targetOf(line);
    if (target === 'unclear') return false;
    return (
      target === undefined || NARROW.has(target.name) || (target.how === '-j' && this.#chain(target.name))
    );
  }

  /** In a chain that is called, to return is to go on behind the call. */
  #chain(name: string): boolean {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    // A chain that comes back to itself is none that the kernel takes.
    this.#known.set(name, false);
    const rules = name.startsWith('SECG-') ? undefined : this.#rules.get(name);
    const narrows = rules?.every((line) => {
      const target = targetOf(line);
      if (target === 'unclear') return false;
      return !target || NARROW.has(target.name) || target.name === 'RETURN' || this.#chain(target.name);
    });
    this.#known.set(name, narrows === true);
    return narrows === true;
  }

  /** The chains that rules call, and those that these call. */
  reachedFrom(roots: readonly string[]): ReadonlySet<string> {
    const reached = new Set<string>();
    const waiting = [...roots];
    for (let line = waiting.pop(); line !== undefined; line = waiting.pop()) {
      for (const [, name] of line.matchAll(/ -[jg] (\S+)/g)) {
        const rules = this.#rules.get(name!);
        if (!rules || reached.has(name!)) continue;
        reached.add(name!);
        waiting.push(...rules);
      }
    }
    return reached;
  }
}

/** Where a rule sends packets; undefined where it only counts them. A comment can hold anything, even a line break. */
function targetOf(line: string): Target | undefined | 'unclear' {
  const plain = unquoted(line);
  const targets = [...plain.matchAll(/ (-[jg]|--jump|--goto)(?: (\S+)|$)/g)];
  if (plain.includes('"') || plain.includes('--comment -') || targets.length > 1) return 'unclear';
  const [target] = targets;
  if (!target) return undefined;
  const [, how, name] = target;
  return name === undefined ? 'unclear' : { how: how!, name };
}
