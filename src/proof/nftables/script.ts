import type { Action, BaseChain, Chain, Firewall, Verdict } from '../firewall.js';
import { NotUnderstood } from '../not-understood.js';
import { type Fault, readBlock } from './block.js';
import type { NftSet } from './model.js';
import { fail, shown, skipSeparators, skipStatement, takeIf, takeWord } from './syntax.js';
import { Tokens } from './tokens.js';

/** After so many faults the rest of a script is not looked at. */
const MOST_FAULTS = 20;

/** Reads what a script for `nft -f` loads. What it does not understand it reports, and never leaves out silently. */
export function readNftables(text: string, fault: Fault): Firewall {
  return new ScriptReader(text, fault).read();
}

class ScriptReader {
  readonly #tokens: Tokens;
  readonly #fault: Fault;
  #faults = 0;
  /** Tables that the script has deleted: what it adds to them is then all they hold. */
  readonly #emptied = new Set<string>();
  readonly #declared = new Set<string>();
  /** Of each table that is loaded. */
  readonly #sets = new Map<string, Map<string, NftSet>>();
  readonly #bases: BaseChain[] = [];
  readonly #chains = new Map<string, Chain>();

  constructor(text: string, fault: Fault) {
    this.#tokens = new Tokens(text);
    this.#fault = fault;
  }

  read(): Firewall {
    for (;;) {
      skipSeparators(this.#tokens);
      if (this.#tokens.kind === 'end' || this.#faults >= MOST_FAULTS) break;
      this.#command();
    }
    this.#checkCalls();
    if (this.#emptied.size === 0 && this.#faults === 0)
      this.#report(this.#tokens.line, 'the script loads no table');
    return { bases: this.#bases, chains: this.#chains };
  }

  /** nft refuses to load a call to a chain that is not there. */
  #checkCalls(): void {
    const check = (line: number, verdict: Action | Verdict) => {
      if ('chain' in verdict && !this.#chains.has(verdict.chain))
        this.#report(line, `there is no chain '${verdict.chain.split(' ').at(-1)}'`);
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
    if (!this.#emptied.has(id)) {
      this.#report(line, `table '${id}' is not deleted before: what it holds already stays in it`);
    }
    this.#declared.add(id);
    const sets = this.#sets.get(id) ?? new Map<string, NftSet>();
    this.#sets.set(id, sets);
    const block = readBlock(this.#tokens, id, sets, (at, problem) => this.#report(at, problem));
    this.#bases.push(...block.bases);
    for (const [name, chain] of block.chains) {
      if (this.#chains.has(name)) this.#report(chain.line, `chain '${chain.name}' is there already`);
      this.#chains.set(name, chain);
    }
  }

  #delete(): void {
    if (!takeIf(this.#tokens, 'table'))
      fail(this.#tokens, `deleting ${shown(this.#tokens)} is not understood`);
    const id = this.#tableId();
    if (this.#bases.length > 0) fail(this.#tokens, `table '${id}' is deleted behind what the script loads`);
    if (!this.#declared.has(id)) fail(this.#tokens, `deleting table '${id}' fails where it is not there yet`);
    this.#emptied.add(id);
    this.#sets.delete(id);
  }

  #tableId(): string {
    const family = takeWord(this.#tokens, 'a family');
    if (!['inet', 'ip', 'ip6'].includes(family))
      fail(this.#tokens, `tables of family '${family}' are not understood`);
    return `${family} ${takeWord(this.#tokens, 'the name of a table')}`;
  }

  #report(line: number, problem: string): void {
    this.#faults++;
    if (this.#faults <= MOST_FAULTS) this.#fault(line, problem);
  }
}
