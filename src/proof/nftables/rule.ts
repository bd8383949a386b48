import type { Action, Condition, Rule } from '../firewall.js';
import { PORTED } from './keys.js';
import { readCounter } from './lists.js';
import { type Match, readMatch } from './match.js';
import type { Table } from './model.js';
import { atStatementEnd, fail, shown, takeIf, takeNumber, takeString, takeWord } from './syntax.js';
import type { Tokens } from './tokens.js';
import { readVerdict } from './verdict.js';

/** Reads one rule, up to the end of its line. Most are one rule of the firewall; see `Match.untold` for the others. */
export function readRule(tokens: Tokens, table: Table): readonly Rule[] {
  const { line } = tokens;
  const reading: Reading = { matches: [], action: undefined };
  while (!atStatementEnd(tokens)) readStatement(tokens, table, reading);
  const { matches, action = { kind: 'continue' } } = reading;
  const rule: Rule = { line, conditions: matches.flatMap(({ certain }) => certain), action };
  const untold = action.kind !== 'continue' && matches.some((match) => match.untold);
  return untold ? [rule, untoldRule(line, matches)] : [rule];
}

interface Reading {
  readonly matches: Match[];
  action: Action | undefined;
}

/** Packets of protocols without ports, where a rule looks at ports of any protocol: nobody knows what it finds there. */
function untoldRule(line: number, matches: readonly Match[]): Rule {
  const without: Condition = { kind: 'values', values: { field: 'protocol', set: PORTED }, negated: true };
  const conditions = matches.flatMap(({ certain, untold }) => untold ?? certain);
  return { line, conditions: [...conditions, without, { kind: 'uncertain' }], action: { kind: 'drop' } };
}

function readStatement(tokens: Tokens, table: Table, reading: Reading): void {
  if (tokens.kind !== 'word') fail(tokens, `${shown(tokens)} is not understood`);
  const known = harmless[tokens.value];
  if (known) known(tokens);
  else if (tokens.isWord('limit')) readLimit(tokens, reading);
  else if (reading.action) fail(tokens, `${shown(tokens)} behind a verdict is not understood`);
  else readDeciding(tokens, table, reading);
}

function readDeciding(tokens: Tokens, table: Table, reading: Reading): void {
  reading.action = readVerdict(tokens, table);
  if (reading.action) return;
  const earlier = reading.matches.flatMap(({ certain }) => certain);
  const match = readMatch(tokens, table, earlier);
  reading.matches.push(match);
  reading.action = match.action;
}

/** Statements that change nothing for the packet. */
const harmless: Readonly<Record<string, ((tokens: Tokens) => void) | undefined>> = Object.assign(
  Object.create(null),
  { counter: readCounter, comment: readComment, log: readLog },
);

function readComment(tokens: Tokens): void {
  tokens.advance();
  takeString(tokens, 'a comment');
}

function readLog(tokens: Tokens): void {
  tokens.advance();
  for (;;) {
    if (takeIf(tokens, 'prefix')) takeString(tokens, 'a prefix');
    else if (takeIf(tokens, 'level')) takeWord(tokens, 'a level');
    else if (takeIf(tokens, 'flags')) takeWord(tokens, 'flags');
    else return;
  }
}

/** `limit rate 5/second burst 5 packets`: whether it lets a packet on depends on the packets before. */
function readLimit(tokens: Tokens, { matches }: Reading): void {
  tokens.advance();
  if (!takeIf(tokens, 'rate')) fail(tokens, `${shown(tokens)} where 'rate' belongs`);
  takeIf(tokens, 'over');
  const rate = takeWord(tokens, 'a rate');
  if (!/^[0-9]+\/(second|minute|hour|day|week)$/.test(rate))
    fail(tokens, `the rate '${rate}' is not understood`);
  if (takeIf(tokens, 'burst')) {
    takeNumber(tokens);
    takeWord(tokens, "'packets'");
  }
  matches.push({ certain: [{ kind: 'uncertain' }] });
}
