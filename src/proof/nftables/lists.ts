import type { Point } from '../../address/intervals.js';
import type { Verdict } from '../firewall.js';
import { overlap } from '../values.js';
import { Gathered, type Values } from './elements.js';
import type { NftMapEntry, SetContents, Table } from './model.js';
import type { ValueType } from './symbols.js';
import { expectSymbol, fail, shown, skipNewline, takeIf } from './syntax.js';
import type { Tokens } from './tokens.js';
import { readVerdict } from './verdict.js';

/**
 * `{ a, b-c, d/8 }`, of a set. `ranges` says whether elements may be ranges or prefixes, `unit` how many numbers each value of a list
 * stands for.
 */
export function readSetElements(
  tokens: Tokens,
  types: readonly ValueType[],
  ranges = true,
  unit = 1,
): SetContents {
  if (types.length === 1) {
    const gathered = new Gathered(types[0]!, unit);
    readList(tokens, () => {
      gathered.readPlain(tokens, ranges);
      gathered.read(tokens);
      expectRange(gathered, ranges, tokens);
    });
    if (gathered.overlaps) fail(tokens, 'elements that overlap are not understood');
    return { kind: 'values', values: gathered.finish() };
  }
  const tuples: (readonly Values[])[] = [];
  readList(tokens, () => tuples.push(readTuple(tokens, types, ranges)));
  return { kind: 'tuples', tuples };
}

/** `{ a : accept, b . c : jump d }`, of a map. */
export function readMapElements(
  tokens: Tokens,
  types: readonly ValueType[],
  table: Table,
  ranges = true,
): SetContents {
  const entries: NftMapEntry[] = [];
  readList(tokens, () => {
    const { line } = tokens;
    const key = readTuple(tokens, types, ranges);
    if (!takeIf(tokens, ':')) fail(tokens, `${shown(tokens)} where ':' and a verdict belong`);
    entries.push({ key, verdict: verdictIn(tokens, table), line });
  });
  const [first, ...more] = types;
  if (more.length === 0 && first !== 'ifname' && overlap(entries.flatMap(({ key }) => boundsOf(key[0]!))))
    fail(tokens, 'entries that overlap are not understood');
  return { kind: 'map', entries };
}

function boundsOf(values: Values): readonly Point[] {
  return values.kind === 'names' ? [] : values.set;
}

/** A set without the flag `interval` holds single values. */
function expectRange({ spans }: Gathered, ranges: boolean, tokens: Tokens): void {
  if (spans && !ranges) fail(tokens, "a range or a prefix needs the flag 'interval'");
}

function verdictIn(tokens: Tokens, table: Table): Verdict {
  return readVerdict(tokens, table) ?? fail(tokens, `${shown(tokens)} is not a supported verdict`);
}

/** One value of each type, with dots between. */
export function readTuple(tokens: Tokens, types: readonly ValueType[], ranges = true): readonly Values[] {
  return types.map((type, i) => {
    if (i > 0 && !takeIf(tokens, '.')) fail(tokens, `${shown(tokens)} where '.' and one more value belong`);
    const gathered = new Gathered(type);
    gathered.read(tokens);
    expectRange(gathered, ranges, tokens);
    return gathered.finish();
  });
}

function readList(tokens: Tokens, read: () => void): void {
  expectSymbol(tokens, '{');
  skipNewline(tokens);
  if (tokens.isSymbol('}')) fail(tokens, 'a list of nothing is not understood');
  while (!tokens.isSymbol('}')) {
    read();
    // Mostly a comma is next, and a set may have a million of them.
    if (!tokens.isSymbol(',')) {
      skipNewline(tokens);
      if (tokens.isSymbol('}')) break;
    }
    expectSymbol(tokens, ',');
    skipNewline(tokens);
  }
  tokens.advance();
}
