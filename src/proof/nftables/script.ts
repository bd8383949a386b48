import type { Action, BaseChain, Chain, Firewall, Verdict } from '../firewall.js';
import { NotUnderstood } from '../not-understood.js';
import { type Block, type Fault, readBlock } from './block.js';
import { chainId, type NftSet } from './model.js';
import { fail, shown, skipSeparators, skipStatement, takeIf, takeName, takeWord } from './syntax.js';
import { Tokens } from './tokens.js';

/** After so many faults the rest of a script is not looked at. */
const MOST_FAULTS = 20;

const OWN = 'inet secgroup';

/** Reads what a script for `nft -f` loads. What it does not understand it reports, and never leaves out silently. */
export function readNftables(text: string, fault: Fault): Firewall {
  return new ScriptReader(new Tokens(text), fault).read();
}

/** The same of what `scriptOfListing` makes. */
export function readListed(text: string, fault: Fault): Firewall {
  return new ScriptReader(new Tokens(text, true), fault).read();
}

class ScriptReader {
  readonly #tokens: Tokens;
  readonly #fault: Fault;
  #faults = 0;
  /** Tables that the script has deleted or flushed: the rules it adds to them are then all they hold. */
  readonly #emptied = new Set<string>();
  readonly #declared = new Set<string>();
  /** Base chains that are kept over a flush, by table and name. */
  readonly #kept = new Map<string, Map<string, BaseChain>>();
  /** Base chains that the script takes out, by the names that verdicts hold. */
  readonly #taken = new Set<string>();
  /** Tables that the script has put something into, and that nothing empties from then on. */
  readonly #filled = new Set<string>();
  /** Of each table that is loaded. */
  readonly #sets = new Map<string, Map<string, NftSet>>();
  readonly #bases: BaseChain[] = [];
  readonly #chains = new Map<string, Chain>();

  constructor(tokens: Tokens, fault: Fault) {
    this.#tokens = tokens;
    this.#fault = fault;
  }

  read(): Firewall {
    for (;;) {
      skipSeparators(this.#tokens);
      if (this.#tokens.kind === 'end' || this.#faults >= MOST_FAULTS) break;
      this.#command();
    }
    this.#addUnfilled();
    this.#checkCalls();
    if (this.#emptied.size === 0 && this.#faults === 0)
      this.#report(this.#tokens.line, 'the script loads no table');
    return { bases: this.#bases, chains: this.#chains };
  }

  /** A call to a chain that is not there, or that is a base chain, does not load. */
  #checkCalls(): void {
    const called = new Set(this.#bases.map(({ chain }) => chain));
    const check = (line: number, verdict: Action | Verdict) => {
      const chain = 'chain' in verdict ? this.#chains.get(verdict.chain) : undefined;
      if ('chain' in verdict && !chain)
        this.#report(line, `there is no chain '${verdict.chain.split(' ').at(-1)}'`);
      if (chain && called.has(chain))
        this.#report(line, `chain '${chain.name}' is called by the kernel, and by no rule`);
    };
    for (const { rules } of this.#chains.values()) {
      for (const { action, line } of rules) {
        if (action.kind !== 'map') check(line, action);
        else for (const entry of action.entries) check(entry.line, entry.verdict);
      }
    }
  }

  #command(): void {
    const start = this.#tokens.mark();
    try {
      if (takeIf(this.#tokens, 'table')) this.#table();
      else if (takeIf(this.#tokens, 'delete')) this.#delete();
      else if (takeIf(this.#tokens, 'flush')) this.#flush();
      else fail(this.#tokens, `${shown(this.#tokens)} is not understood`);
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      this.#report(error.line, error.problem);
      this.#tokens.back(start);
      skipStatement(this.#tokens);
      if (this.#tokens.isSymbol('}')) this.#tokens.advance();
    }
  }

  #table(): void {
    const { line } = this.#tokens;
    const id = this.#tableId();
    if (!this.#tokens.isSymbol('{')) {
      this.#declared.add(id);
      return;
    }
    const sets = this.#sets.get(id) ?? new Map<string, NftSet>();
    const block = readBlock(this.#tokens, id, sets, (at, problem) => this.#report(at, problem));
    if (this.#emptied.has(id)) this.#fill(id, line, block, sets);
    else this.#keep(id, line, block, sets);
  }

  #fill(id: string, line: number, block: Block, sets: Map<string, NftSet>): void {
    if (this.#kept.has(id)) this.#checkKept(id, line, block, sets);
    this.#declared.add(id);
    this.#filled.add(id);
    this.#sets.set(id, sets);
    this.#bases.push(...block.bases);
    for (const [name, chain] of block.chains) {
      if (this.#taken.has(name)) this.#report(chain.line, `chain '${chain.name}' is deleted and recreated`);
      if (this.#chains.has(name)) this.#report(chain.line, `chain '${chain.name}' already exists`);
      this.#chains.set(name, chain);
    }
  }

  /** Base chains without rules, which nft makes or, where they are there already, leaves where they are. */
  #keep(id: string, line: number, block: Block, sets: ReadonlyMap<string, NftSet>): void {
    const bare = block.bases.length === block.chains.size && sets.size === 0;
    if (!bare || this.#kept.has(id) || block.bases.some(({ chain }) => chain.rules.length > 0))
      this.#report(line, `table '${id}' is not emptied before: what it holds already stays in it`);
    this.#kept.set(id, new Map(block.bases.map((base) => [base.chain.name, base])));
  }

  /** A flush takes rules away and nothing else: a set keeps its elements, a base chain its place and its policy. */
  #checkKept(id: string, line: number, block: Block, sets: ReadonlyMap<string, NftSet>): void {
    for (const name of sets.keys())
      this.#report(
        line,
        `set '${name}' may hold what was in it before: flushing its table leaves that there`,
      );
    for (const { name, line: at } of block.chains.values()) {
      const before = this.#kept.get(id)!.get(name);
      const now = block.bases.find(({ chain }) => chain.name === name);
      if (before && !(now && isSameBase(before, now)))
        this.#report(at, `chain '${name}' is not what the script made it before it flushed the table`);
    }
  }

  /** Base chains that got no rules are there all the same, with their policies. */
  #addUnfilled(): void {
    for (const [id, bases] of this.#kept) {
      for (const [name, base] of bases) {
        const known = chainId({ id }, name);
        if (this.#chains.has(known)) continue;
        this.#chains.set(known, base.chain);
        this.#bases.push(base);
      }
    }
  }

  #flush(): void {
    if (!takeIf(this.#tokens, 'table'))
      fail(this.#tokens, `flushing ${shown(this.#tokens)} is not understood`);
    const id = this.#tableId();
    if (this.#filled.has(id)) fail(this.#tokens, `table '${id}' is flushed after what the script loads`);
    if (!this.#kept.has(id)) fail(this.#tokens, `table '${id}' is flushed before the script made its chains`);
    this.#emptied.add(id);
  }

  #delete(): void {
    if (takeIf(this.#tokens, 'chain')) this.#deleteChain();
    else if (takeIf(this.#tokens, 'table')) this.#deleteTable();
    else fail(this.#tokens, `deleting ${shown(this.#tokens)} is not understood`);
  }

  #deleteTable(): void {
    const id = this.#tableId();
    if (this.#filled.has(id) || this.#kept.has(id))
      fail(this.#tokens, `table '${id}' is deleted after what the script loads`);
    if (!this.#declared.has(id)) fail(this.#tokens, `deleting table '${id}' fails where it is not there yet`);
    this.#emptied.add(id);
  }

  /** Takes a base chain out that an older script may have left; it has no rules any more, and nothing calls it. */
  #deleteChain(): void {
    const id = this.#tableId();
    const name = takeName(this.#tokens, 'the name of a chain');
    if (this.#filled.has(id)) fail(this.#tokens, `chain '${name}' is deleted after what the script loads`);
    if (!this.#emptied.has(id) || !this.#kept.get(id)?.delete(name))
      fail(this.#tokens, `deleting chain '${name}' fails where it is not there yet`);
    this.#taken.add(chainId({ id }, name));
  }

  #tableId(): string {
    const family = takeWord(this.#tokens, 'a family');
    const id = `${family} ${takeWord(this.#tokens, 'the name of a table')}`;
    if (id !== OWN) fail(this.#tokens, `'${id}' is not our table: what is done to others is not understood`);
    return id;
  }

  #report(line: number, problem: string): void {
    this.#faults++;
    if (this.#faults <= MOST_FAULTS) this.#fault(line, problem);
  }
}

function isSameBase(a: BaseChain, b: BaseChain): boolean {
  return a.hook === b.hook && a.priority === b.priority && a.policy === b.policy;
}
