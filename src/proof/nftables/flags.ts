import type { Condition } from '../firewall.js';
import { unionOfBounds } from '../values.js';
import type { Key } from './keys.js';
import { tcpFlags } from './symbols.js';
import { atSet, expectSymbol, fail, shown } from './syntax.js';
import type { Tokens } from './tokens.js';

/**
 * The ways to ask for bits: `syn,ack` (any), `== syn` (exactly), `syn / syn,ack` and `& (syn | ack) == syn` (these of those).
 * Nothing where sets or maps follow, which compare whole values.
 */
export function readFlagMatch(tokens: Tokens, key: Key): readonly Condition[] | undefined {
  if (atSet(tokens) || tokens.isWord('vmap')) return undefined;
  const mask = tokens.isSymbol('&') ? readMaskBefore(tokens) : undefined;
  const negated = tokens.isSymbol('!=');
  const compared = negated || tokens.isSymbol('==');
  if (compared) tokens.advance();
  if (atSet(tokens))
    return compared && mask === undefined ? undefined : fail(tokens, 'a mask on a set is not understood');
  const flags = readFlags(tokens, ',');
  const behind = mask === undefined && tokens.isWord('/') ? readMaskBehind(tokens) : undefined;
  const all = mask ?? behind;
  if (mask !== undefined && !compared) fail(tokens, 'a mask without a comparison is not understood');
  const fits = all === undefined ? exactOrAny(flags, compared) : (byte: number) => (byte & all) === flags;
  const set = unionOfBounds(
    Array.from({ length: 256 }, (_, byte) => (fits(byte) ? [byte, byte + 1] : [])).flat(),
  );
  return [...key.implied, { kind: 'values', values: { field: 'tcpFlags', set }, negated }];
}

function exactOrAny(flags: number, exact: boolean): (byte: number) => boolean {
  return exact ? (byte) => byte === flags : (byte) => (byte & flags) !== 0;
}

function readMaskBefore(tokens: Tokens): number {
  tokens.advance();
  if (!tokens.isSymbol('(')) return readFlags(tokens, '|');
  tokens.advance();
  const mask = readFlags(tokens, '|');
  expectSymbol(tokens, ')');
  return mask;
}

function readMaskBehind(tokens: Tokens): number {
  tokens.advance();
  return readFlags(tokens, ',');
}

function readFlags(tokens: Tokens, between: ',' | '|'): number {
  let flags = readFlag(tokens);
  while (tokens.isSymbol(between)) {
    tokens.advance();
    flags |= readFlag(tokens);
  }
  return flags;
}

function readFlag(tokens: Tokens): number {
  const flag = tokens.kind === 'word' ? tcpFlags.get(tokens.value) : undefined;
  if (flag === undefined) return fail(tokens, `${shown(tokens)} is no TCP flag`);
  tokens.advance();
  return flag;
}
