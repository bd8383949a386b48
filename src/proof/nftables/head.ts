import type { BaseChain, Hook } from '../firewall.js';
import { expectSymbol, fail, shown, takeIf, takeNumber, takeWord } from './syntax.js';
import type { Tokens } from './tokens.js';

/** What makes a chain a base chain. */
export type Hooked = Omit<BaseChain, 'chain'>;

const hooks: ReadonlySet<string> = new Set<Hook>(['prerouting', 'input', 'forward', 'output', 'postrouting']);

/** Those of nft's names of priorities that mean the same in every hook. */
const priorities: ReadonlyMap<string, number> = new Map([
  ['raw', -300],
  ['filter', 0],
]);

/** `type filter hook input priority filter; policy drop;` */
export function readHead(tokens: Tokens): Hooked {
  const { line } = tokens;
  tokens.advance();
  if (!takeIf(tokens, 'filter')) fail(tokens, `chains of type ${shown(tokens)} are not understood`);
  if (!takeIf(tokens, 'hook')) fail(tokens, `${shown(tokens)} where 'hook' belongs`);
  const hook = takeWord(tokens, 'a hook');
  if (!hooks.has(hook)) fail(tokens, `the hook '${hook}' is not understood`);
  if (!takeIf(tokens, 'priority')) fail(tokens, `${shown(tokens)} where 'priority' belongs`);
  const priority = readPriority(tokens);
  expectSymbol(tokens, ';');
  return { hook: hook as Hook, families: ['ipv4', 'ipv6'], priority, policy: readPolicy(tokens), line };
}

/** `filter`, `-300` */
function readPriority(tokens: Tokens): number {
  const text = tokens.value;
  const named = tokens.kind === 'word' ? priorities.get(text) : undefined;
  if (named !== undefined) {
    tokens.advance();
    return named;
  }
  if (tokens.kind !== 'word' || !/^-[1-9][0-9]{0,8}$/.test(text)) return takeNumber(tokens);
  tokens.advance();
  return Number(text);
}

/** A chain that is there already keeps the policy that it has where none is written. */
function readPolicy(tokens: Tokens): 'accept' | 'drop' {
  if (!takeIf(tokens, 'policy'))
    fail(tokens, 'a base chain without a policy keeps the one that it had before');
  const policy = takeWord(tokens, 'a policy');
  if (policy !== 'accept' && policy !== 'drop') fail(tokens, `the policy '${policy}' is not understood`);
  expectSymbol(tokens, ';');
  return policy;
}
