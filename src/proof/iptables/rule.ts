import type { Action, Rule } from '../firewall.js';
import { basicOptions } from './basic-options.js';
import { matchOptions } from './match-options.js';
import { isLoaded, loadModule, needsOption } from './modules.js';
import type { Context, Option, Reading } from './reading.js';
import { transportOptions } from './transport-options.js';
import { shown, type Words } from './words.js';

const options: ReadonlyMap<string, Option> = new Map([...basicOptions, ...transportOptions, ...matchOptions]);

/** Reads what stands behind `-A CHAIN`; `chainId` is the name under which a chain stands in the firewall. */
export function readRule(words: Words, context: Context, chainId: (name: string) => string): Rule {
  const reading: Reading = {
    context,
    words,
    conditions: [],
    modules: [],
    seen: [],
    protocol: undefined,
    action: undefined,
  };
  for (let word = words.next(); word !== undefined; word = words.next()) readPart(reading, word, chainId);
  expectOption(reading);
  return { line: words.line, conditions: reading.conditions, action: reading.action ?? { kind: 'continue' } };
}

function readPart(reading: Reading, word: string, chainId: (name: string) => string): void {
  const { words } = reading;
  if (word === '-m') {
    expectOption(reading);
    loadModule(reading);
  } else if (word === '-j') {
    setAction(reading, actionOf(reading, words.take('a target'), chainId));
  } else if (word === '-g') {
    setAction(reading, { kind: 'goto', chain: chainId(words.take('the name of a chain')) });
  } else if (word === '!') {
    readOption(reading, words.take('an option'), true);
  } else {
    readOption(reading, word, false);
  }
}

function readOption(reading: Reading, word: string, negated: boolean): void {
  const { words, seen } = reading;
  const option = options.get(word) ?? words.fail(`${shown(word)} is not understood`);
  if (option.of.length > 0 && !option.of.some((name) => isLoaded(reading, name)))
    words.fail(`${shown(word)} belongs to a match that the rule does not load`);
  if (seen.includes(option)) words.fail(`duplicate ${shown(word)}`);
  if (negated && !option.negatable) words.fail(`'!' before ${shown(word)} is not understood`);
  seen.push(option);
  option.read(reading, negated);
}

/** A match that means nothing without an option is followed by one at once. */
function expectOption({ modules, seen, words }: Reading): void {
  const last = modules.at(-1);
  if (last !== undefined && needsOption(last) && !seen.some(({ of }) => of.includes(last)))
    words.fail(`the match '${last}' has no option`);
}

function setAction(reading: Reading, action: Action): void {
  if (reading.action) reading.words.fail('a rule has one target');
  reading.action = action;
}

function actionOf(reading: Reading, target: string, chainId: (name: string) => string): Action {
  switch (target) {
    case 'ACCEPT':
      if (reading.context.table === 'raw')
        reading.words.fail('ACCEPT in the raw table passes by the rules of others');
      return { kind: 'accept' };
    case 'DROP':
      return { kind: 'drop' };
    case 'REJECT':
      return answerOf(reading);
    case 'RETURN':
      return { kind: 'return' };
    case 'LOG':
    case 'NFLOG':
      reading.modules.push(target);
      return { kind: 'continue' };
    default:
      return { kind: 'jump', chain: chainId(target) };
  }
}

/** `--reject-with …`, which iptables-save prints always. */
function answerOf({ words, context, protocol }: Reading): Action {
  const option = words.take('--reject-with');
  const answer = words.take('an answer');
  if (context.table === 'raw') words.fail('there are no answers in the raw table');
  if (option !== '--reject-with') words.fail(`${shown(option)} where '--reject-with' belongs`);
  if (answer === 'tcp-reset')
    return protocol === TCP ? { kind: 'reset' } : words.fail('a reset answers TCP alone');
  if (answer !== PROHIBITED[context.family]) words.fail(`the answer ${shown(answer)} is not understood`);
  return { kind: 'prohibit' };
}

const TCP = 6;
const PROHIBITED = { ipv4: 'icmp-admin-prohibited', ipv6: 'icmp6-adm-prohibited' } as const;
