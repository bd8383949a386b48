import type { BaseChain, Chain, Rule } from '../firewall.js';
import { NotUnderstood } from '../not-understood.js';
import { type Hooked, readHead } from './head.js';
import { chainId, type NftSet, type Table } from './model.js';
import { readRule } from './rule.js';
import { readSetBlock } from './set-block.js';
import {
  expectEnd,
  expectSymbol,
  fail,
  shown,
  skipBlock,
  skipSeparators,
  skipStatement,
  takeIf,
  takeName,
  takeNumber,
  takeString,
  takeWord,
} from './syntax.js';
import type { Mark, Tokens } from './tokens.js';

/** What is wrong, and in which line of the script, from 1. */
export type Fault = (line: number, problem: string) => void;

/** What one `table … { … }` adds. */
export interface Block {
  readonly bases: readonly BaseChain[];
  /** By the name that verdicts hold. */
  readonly chains: ReadonlyMap<string, Chain>;
}

/** A chain's name, and where its braces begin. */
interface Noted {
  readonly name: string;
  readonly line: number;
  readonly at: Mark;
}

/**
 * Reads the inside of a table; chains last, since rules may look up sets that stand behind them. `sets` are those that the table has
 * from earlier blocks; nft would add what stands here to a set of the same name, so there must be none.
 */
export function readBlock(tokens: Tokens, id: string, sets: Map<string, NftSet>, fault: Fault): Block {
  expectSymbol(tokens, '{');
  const counters = new Set<string>();
  const table: Table = { id, sets, counters };
  const noted: Noted[] = [];
  for (skipSeparators(tokens); !tokens.isSymbol('}'); skipSeparators(tokens)) {
    if (tokens.kind === 'end') fail(tokens, 'the table is not closed');
    guarded(tokens, fault, () => {
      if (takeIf(tokens, 'comment')) takeString(tokens, 'a comment');
      else if (takeIf(tokens, 'chain')) noted.push(noteChain(tokens));
      else if (takeIf(tokens, 'counter')) counters.add(readCounterBlock(tokens));
      else if (tokens.isWord('set') || tokens.isWord('map')) addSet(tokens, table, sets);
      else fail(tokens, `${shown(tokens)} in a table is not understood`);
    });
  }
  const end = tokens.mark();
  const block = readChains(tokens, table, noted, fault);
  tokens.back(end);
  tokens.advance();
  return block;
}

/** What it has counted, and what it is for, make no difference. */
function readCounterBlock(tokens: Tokens): string {
  const name = takeName(tokens, 'the name of a counter');
  expectSymbol(tokens, '{');
  if (takeIf(tokens, 'packets')) {
    takeNumber(tokens);
    if (!takeIf(tokens, 'bytes')) fail(tokens, `${shown(tokens)} where 'bytes' belongs`);
    takeNumber(tokens);
  }
  expectSymbol(tokens, '}');
  return name;
}

function noteChain(tokens: Tokens): Noted {
  const { line } = tokens;
  const name = takeName(tokens, 'the name of a chain');
  const at = tokens.mark();
  skipBlock(tokens);
  return { name, line, at };
}

function addSet(tokens: Tokens, table: Table, sets: Map<string, NftSet>): void {
  const { line } = tokens;
  const kind = takeWord(tokens, 'a set');
  const name = takeName(tokens, 'a name');
  if (sets.has(name)) throw new NotUnderstood(line, `${kind} '${name}' already exists`);
  sets.set(name, readSetBlock(tokens, kind === 'map', table));
}

function readChains(tokens: Tokens, table: Table, noted: readonly Noted[], fault: Fault): Block {
  const bases: BaseChain[] = [];
  const chains = new Map<string, Chain>();
  for (const { name, line, at } of noted) {
    tokens.back(at);
    const { hooked, rules } = readChain(tokens, table, fault);
    const chain: Chain = { name, line, rules };
    const id = chainId(table, name);
    if (chains.has(id)) fault(line, `chain '${name}' already exists`);
    chains.set(id, chain);
    if (hooked) bases.push({ ...hooked, chain });
  }
  return { bases, chains };
}

function readChain(tokens: Tokens, table: Table, fault: Fault) {
  const rules: Rule[] = [];
  let hooked: Hooked | undefined;
  expectSymbol(tokens, '{');
  for (skipSeparators(tokens); !tokens.isSymbol('}'); skipSeparators(tokens)) {
    if (tokens.kind === 'end') fail(tokens, 'the chain is not closed');
    guarded(tokens, fault, () => {
      if (tokens.isWord('type') && !hooked) hooked = readHead(tokens);
      else if (tokens.isWord('policy')) fail(tokens, 'a policy comes after the hook');
      else {
        rules.push(...readRule(tokens, table));
        expectEnd(tokens);
      }
    });
  }
  tokens.advance();
  return { hooked, rules };
}

/** What is not understood is reported, and the next statement is read. */
function guarded(tokens: Tokens, fault: Fault, read: () => void): void {
  const start = tokens.mark();
  try {
    read();
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error;
    fault(error.line, error.problem);
    tokens.back(start);
    skipStatement(tokens);
  }
}
