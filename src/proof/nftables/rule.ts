import type { Action, Condition, Rule } from '../firewall.js';
import { PORTED } from './keys.js';
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
  if (tokens.isWord('comment')) readComment(tokens);
  else if (reading.action) fail(tokens, `${shown(tokens)} after a verdict is not understood`);
  else if (tokens.isWord('log')) readLog(tokens);
  else if (tokens.isWord('limit')) readLimit(tokens, reading);
  else if (takeIf(tokens, 'counter')) readCounter(tokens, table);
  else readDeciding(tokens, table, reading);
}

function readDeciding(tokens: Tokens, table: Table, reading: Reading): void {
  if (takeIf(tokens, 'reject')) readReject(tokens, reading);
  else reading.action = readVerdict(tokens, table);
  if (reading.action) return;
  const earlier = reading.matches.flatMap(({ certain }) => certain);
  const match = readMatch(tokens, table, earlier);
  reading.matches.push(match);
  reading.action = match.action;
}

const TCP: Condition = { kind: 'values', values: { field: 'protocol', set: [6, 7] }, negated: false };

/** `with tcp reset`, which asks for TCP by itself, or `with icmpx type admin-prohibited`; `type` may be left out. */
function readReject(tokens: Tokens, reading: Reading): void {
  if (!takeIf(tokens, 'with')) fail(tokens, `${shown(tokens)} where 'with' belongs`);
  if (takeIf(tokens, 'tcp')) {
    if (!takeIf(tokens, 'reset')) fail(tokens, `${shown(tokens)} where 'reset' belongs`);
    reading.matches.push({ certain: [TCP] });
    reading.action = { kind: 'reset' };
    return;
  }
  if (!takeIf(tokens, 'icmpx')) fail(tokens, `the answer ${shown(tokens)} is not understood`);
  takeIf(tokens, 'type');
  if (!takeIf(tokens, 'admin-prohibited')) fail(tokens, `the answer ${shown(tokens)} is not understood`);
  reading.action = { kind: 'prohibit' };
}

/** One of the rule's own, or one of the table that others may share. A rule that names one that is not there does not load. */
function readCounter(tokens: Tokens, { counters }: Table): void {
  if (!takeIf(tokens, 'name')) return;
  const name = takeString(tokens, 'the name of a counter');
  if (!counters.has(name)) fail(tokens, `there is no counter '${name}'`);
}

/** The bytes of a comment and of a prefix, at the most. */
const MOST_BYTES = 127;

/** The highest group of nflog. */
const MOST_GROUPS = 65_535;

/** Nothing stands behind a comment. */
function readComment(tokens: Tokens): void {
  tokens.advance();
  takeShort(tokens, 'a comment');
  if (!atStatementEnd(tokens)) fail(tokens, `${shown(tokens)} behind a comment is not understood`);
}

function readLog(tokens: Tokens): void {
  tokens.advance();
  if (takeIf(tokens, 'prefix')) takeShort(tokens, 'a prefix');
  if (takeIf(tokens, 'group') && takeNumber(tokens) > MOST_GROUPS)
    fail(tokens, `a group of nflog is at most ${MOST_GROUPS}`);
}

function takeShort(tokens: Tokens, what: string): void {
  if (Buffer.byteLength(takeString(tokens, what)) > MOST_BYTES)
    fail(tokens, `${what} has at most ${MOST_BYTES} bytes`);
}

/** `limit rate 5/second burst 5 packets`: whether it lets a packet on depends on the packets before. */
function readLimit(tokens: Tokens, { matches }: Reading): void {
  tokens.advance();
  if (!takeIf(tokens, 'rate')) fail(tokens, `${shown(tokens)} where 'rate' belongs`);
  takeIf(tokens, 'over');
  const rate = takeWord(tokens, 'a rate');
  if (!/^[1-9][0-9]{0,8}\/(second|minute|hour|day|week)$/.test(rate))
    fail(tokens, `the rate '${rate}' is not understood`);
  if (takeIf(tokens, 'burst')) {
    if (takeNumber(tokens) === 0) fail(tokens, 'a burst of no packets is not understood');
    if (!takeIf(tokens, 'packets')) fail(tokens, `${shown(tokens)} where 'packets' belongs`);
  }
  matches.push({ certain: [{ kind: 'uncertain' }] });
}
