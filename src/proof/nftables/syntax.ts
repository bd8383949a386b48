import { NotUnderstood } from '../not-understood.js';
import type { Tokens } from './tokens.js';

/** What a token is called when it is not what should stand there. */
export function shown(tokens: Tokens): string {
  if (tokens.kind === 'end') return 'the end of the script';
  if (tokens.kind === 'newline') return 'the end of the line';
  const text = tokens.value;
  return `'${text.length > 60 ? `${text.slice(0, 57)}...` : text}'`;
}

export function fail(tokens: Tokens, problem: string): never {
  throw new NotUnderstood(tokens.line, problem);
}

/** nft takes one line break before and behind an element, and neither an empty line there nor one that is a comment. */
export function skipNewline(tokens: Tokens): void {
  if (tokens.kind === 'newline') tokens.advance();
}

export function skipSeparators(tokens: Tokens): void {
  while (tokens.kind === 'newline' || tokens.isSymbol(';')) tokens.advance();
}

/** Goes behind the braces that begin here, whatever stands in them. */
export function skipBlock(tokens: Tokens): void {
  if (!tokens.isSymbol('{')) fail(tokens, `${shown(tokens)} where '{' belongs`);
  if (!tokens.skipBraces()) fail(tokens, 'the braces are not closed');
}

/** Goes to the end of a statement: to the end of its line, or of the line on which its last brace closes. */
export function skipStatement(tokens: Tokens): void {
  for (let depth = 0; tokens.kind !== 'end'; tokens.advance()) {
    if (depth === 0 && (tokens.kind === 'newline' || tokens.isSymbol('}'))) return;
    if (tokens.isSymbol('{')) depth++;
    if (tokens.isSymbol('}')) depth--;
  }
}

export function atStatementEnd(tokens: Tokens): boolean {
  return tokens.kind === 'newline' || tokens.kind === 'end' || tokens.isSymbol(';') || tokens.isSymbol('}');
}

/** nft ends a statement at a semicolon or at the end of the line, and not at a brace. */
export function expectEnd(tokens: Tokens): void {
  if (tokens.kind !== 'newline' && !tokens.isSymbol(';'))
    fail(tokens, `${shown(tokens)} where a semicolon or the end of the line belongs`);
}

export function expectSymbol(tokens: Tokens, symbol: string): void {
  if (!tokens.isSymbol(symbol)) fail(tokens, `${shown(tokens)} where '${symbol}' belongs`);
  tokens.advance();
}

export function takeWord(tokens: Tokens, what: string): string {
  if (tokens.kind !== 'word') fail(tokens, `${shown(tokens)} where ${what} belongs`);
  const word = tokens.value;
  tokens.advance();
  return word;
}

/** Of a chain, a set or a map, as nft takes it. */
export function takeName(tokens: Tokens, what: string): string {
  const name = tokens.value;
  if (!/^(?:[A-Za-z_]|\.[A-Za-z0-9_-])[A-Za-z0-9_.-]*$/.test(name))
    fail(tokens, `${shown(tokens)} where ${what} belongs`);
  return takeWord(tokens, what);
}

/** Goes on if the word is there. */
export function takeIf(tokens: Tokens, word: string): boolean {
  if (!tokens.isWord(word)) return false;
  tokens.advance();
  return true;
}

export function takeString(tokens: Tokens, what: string): string {
  if (tokens.kind !== 'string') fail(tokens, `${shown(tokens)} where ${what} belongs`);
  const text = tokens.value;
  tokens.advance();
  return text;
}

export function takeNumber(tokens: Tokens): number {
  const text = tokens.value;
  if (tokens.kind !== 'word' || !/^(0|[1-9][0-9]{0,8})$/.test(text))
    fail(tokens, `${shown(tokens)} where a number belongs`);
  tokens.advance();
  return Number(text);
}

/** Whether a set follows, by its name or spelled out. */
export function atSet(tokens: Tokens): boolean {
  return tokens.kind === 'set' || tokens.isSymbol('{');
}
