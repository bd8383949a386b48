import type { Verdict } from '../firewall.js';
import { Gathered, type Values } from './elements.js';
import type { NftMapEntry, SetContents, Table } from './model.js';
import type { ValueType } from './symbols.js';
import { expectSymbol, fail, shown, skipNewlines, takeIf, takeNumber, takeString } from './syntax.js';
import type { Tokens } from './tokens.js';
import { readVerdict } from './verdict.js';

/** `{ a, b-c, d/8 }`, of a set. */
export function readSetElements(tokens: Tokens, types: readonly ValueType[]): SetContents {
  if (types.length === 1) {
    const gathered = new Gathered(types[0]!);
    readList(tokens, () => gathered.read(tokens));
    return { kind: 'values', values: gathered.values };
  }
  const tuples: (readonly Values[])[] = [];
  readList(tokens, () => tuples.push(readTuple(tokens, types)));
  return { kind: 'tuples', tuples };
}

/** `{ a : accept, b . c : jump d }`, of a map. */
export function readMapElements(tokens: Tokens, types: readonly ValueType[], table: Table): SetContents {
  const entries: NftMapEntry[] = [];
  readList(tokens, () => {
    const { line } = tokens;
    const key = readTuple(tokens, types);
    readElementOptions(tokens);
    if (!takeIf(tokens, ':')) fail(tokens, `${shown(tokens)} where ':' and a verdict belong`);
    entries.push({ key, verdict: verdictIn(tokens, table), line });
  });
  return { kind: 'map', entries };
}

function verdictIn(tokens: Tokens, table: Table): Verdict {
  return readVerdict(tokens, table) ?? fail(tokens, `${shown(tokens)} is no verdict that is understood`);
}

/** One value of each type, with dots between. */
export function readTuple(tokens: Tokens, types: readonly ValueType[]): readonly Values[] {
  return types.map((type, i) => {
    if (i > 0 && !takeIf(tokens, '.')) fail(tokens, `${shown(tokens)} where '.' and one more value belong`);
    const gathered = new Gathered(type);
    gathered.read(tokens);
    return gathered.values;
  });
}

function readList(tokens: Tokens, read: () => void): void {
  expectSymbol(tokens, '{');
  skipNewlines(tokens);
  while (!tokens.isSymbol('}')) {
    read();
    // Mostly a comma is next, and a set may have a million of them.
    if (!tokens.isSymbol(',')) {
      readElementOptions(tokens);
      skipNewlines(tokens);
      if (tokens.isSymbol('}')) break;
    }
    expectSymbol(tokens, ',');
    skipNewlines(tokens);
  }
  tokens.advance();
}

/** What an element may carry without changing what it matches. */
function readElementOptions(tokens: Tokens): void {
  for (;;) {
    if (takeIf(tokens, 'comment')) takeString(tokens, 'a comment');
    else if (tokens.isWord('counter')) readCounter(tokens);
    else return;
  }
}

/** `counter` or `counter packets 1 bytes 40` */
export function readCounter(tokens: Tokens): void {
  tokens.advance();
  if (!takeIf(tokens, 'packets')) return;
  takeNumber(tokens);
  if (!takeIf(tokens, 'bytes')) fail(tokens, `${shown(tokens)} where 'bytes' belongs`);
  takeNumber(tokens);
}
