import { Gathered } from './elements.js';
import { readMapElements, readSetElements } from './lists.js';
import type { NftSet, SetContents, Table } from './model.js';
import { numberTypes, type ValueType } from './symbols.js';
import {
  expectEnd,
  expectSymbol,
  fail,
  shown,
  skipSeparators,
  takeIf,
  takeNumber,
  takeString,
  takeWord,
} from './syntax.js';
import type { Tokens } from './tokens.js';

/** Reads the braces of a set or of a map of verdicts. */
export function readSetBlock(tokens: Tokens, isMap: boolean, table: Table): NftSet {
  let types: readonly ValueType[] = [];
  let contents: SetContents | undefined;
  let ranges = false;
  expectSymbol(tokens, '{');
  for (skipSeparators(tokens); !tokens.isSymbol('}'); skipSeparators(tokens)) {
    if (contents) fail(tokens, `${shown(tokens)} after the elements of a set is not understood`);
    if (tokens.isWord('type')) types = readTypes(tokens, isMap);
    else if (takeIf(tokens, 'flags')) ranges = readFlags(tokens);
    else if (tokens.isWord('elements')) contents = readElements(tokens, types, isMap, table, ranges);
    else readProperty(tokens);
    if (!(contents && tokens.isSymbol('}'))) expectEnd(tokens);
  }
  tokens.advance();
  if (types.length === 0) fail(tokens, 'a set without a type is not understood');
  return { types, contents: contents ?? emptyOf(types, isMap) };
}

/** A set without elements matches nothing. */
function emptyOf(types: readonly ValueType[], isMap: boolean): SetContents {
  if (isMap) return { kind: 'map', entries: [] };
  if (types.length > 1) return { kind: 'tuples', tuples: [] };
  return { kind: 'values', values: new Gathered(types[0]!).finish() };
}

function readElements(
  tokens: Tokens,
  types: readonly ValueType[],
  isMap: boolean,
  table: Table,
  ranges: boolean,
): SetContents {
  tokens.advance();
  if (types.length === 0) fail(tokens, 'elements before the type are not understood');
  expectSymbol(tokens, '=');
  return isMap ? readMapElements(tokens, types, table, ranges) : readSetElements(tokens, types, ranges);
}

/** What does not change which values a set holds; `timeout` and `dynamic` do. */
function readProperty(tokens: Tokens): void {
  if (takeIf(tokens, 'comment')) takeString(tokens, 'a comment');
  else if (takeIf(tokens, 'size')) takeNumber(tokens);
  else fail(tokens, `${shown(tokens)} in a set is not understood`);
}

/** Whether the set may hold ranges. */
function readFlags(tokens: Tokens): boolean {
  for (let ranges = false; ; ) {
    const flag = takeWord(tokens, 'a flag');
    if (flag !== 'interval' && flag !== 'constant') fail(tokens, `the flag '${flag}' is not understood`);
    ranges ||= flag === 'interval';
    if (!tokens.isSymbol(',')) return ranges;
    tokens.advance();
  }
}

function readTypes(tokens: Tokens, isMap: boolean): readonly ValueType[] {
  tokens.advance();
  const types: ValueType[] = [];
  do types.push(readType(tokens));
  while (takeIf(tokens, '.'));
  if (isMap && !(takeIf(tokens, ':') && takeIf(tokens, 'verdict')))
    fail(tokens, 'maps of anything but verdicts are not understood');
  return types;
}

/** A name of a type that is ours alone, and one of whose sets nft 1.0.6 does not survive. */
const unnamed: ReadonlySet<string> = new Set(['hops', 'ct_state']);
const known: ReadonlySet<string> = new Set(['ipv4_addr', 'ipv6_addr', 'ifname', ...Object.keys(numberTypes)]);

function readType(tokens: Tokens): ValueType {
  const type = takeWord(tokens, 'a type');
  if (!known.has(type) || unnamed.has(type)) fail(tokens, `the type '${type}' is not understood`);
  return type as ValueType;
}
