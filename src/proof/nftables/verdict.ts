import type { Verdict } from '../firewall.js';
import { chainId, type Table } from './model.js';
import { takeName } from './syntax.js';
import type { Tokens } from './tokens.js';

/** Reads a verdict and goes behind it; where something else stands, it stays there. */
export function readVerdict(tokens: Tokens, table: Table): Verdict | undefined {
  if (tokens.kind !== 'word') return undefined;
  const word = tokens.value;
  switch (word) {
    case 'accept':
    case 'drop':
    case 'continue':
    case 'return':
      tokens.advance();
      return { kind: word };
    case 'jump':
    case 'goto':
      tokens.advance();
      return { kind: word, chain: chainId(table, takeName(tokens, 'the name of a chain')) };
    default:
      return undefined;
  }
}
