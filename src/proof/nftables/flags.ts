import type { Condition } from '../firewall.js';
import { unionOfBounds } from '../values.js';
import type { Key } from './keys.js';
import { tcpFlags } from './symbols.js';
import { expectSymbol, fail, shown } from './syntax.js';
import type { Tokens } from './tokens.js';

/** `& (syn | ack) == syn`: these of those. nft has more ways to ask for flags, which bind and compare in ways of their own. */
export function readFlagMatch(tokens: Tokens, key: Key): readonly Condition[] {
  expectSymbol(tokens, '&');
  expectSymbol(tokens, '(');
  const mask = readFlags(tokens);
  expectSymbol(tokens, ')');
  expectSymbol(tokens, '==');
  const flags = readFlag(tokens);
  // nft lists the mask of one flag alone, or of one twice, as something else.
  if (mask === 0 || (mask & (mask - 1)) === 0 || (mask & flags) === 0)
    fail(tokens, 'these TCP flags are not understood');
  const bytes = Array.from({ length: 256 }, (_, byte) => ((byte & mask) === flags ? [byte, byte + 1] : []));
  const values = { field: 'tcpFlags', set: unionOfBounds(bytes.flat()) } as const;
  return [...key.implied, { kind: 'values', values, negated: false }];
}

function readFlags(tokens: Tokens): number {
  let flags = readFlag(tokens);
  while (tokens.isSymbol('|')) {
    tokens.advance();
    flags |= readFlag(tokens);
  }
  return flags;
}

function readFlag(tokens: Tokens): number {
  const flag = tokens.kind === 'word' ? tcpFlags.get(tokens.value) : undefined;
  if (flag === undefined) return fail(tokens, `${shown(tokens)} is not a TCP flag`);
  tokens.advance();
  return flag;
}
