import { nameOf, type Option, type Value } from '../command.js';
import { commands } from '../commands/index.js';
import { optionsOf, type Scan, scan, takesValue } from '../scan.js';

/** What a shell offers for a word: `kind` says whether files or folders are among it. */
export interface Offer {
  readonly kind: 'files' | 'folders' | 'words';
  readonly words: readonly Word[];
}

interface Word {
  readonly text: string;
  /** Empty: there is nothing to say. */
  readonly what: string;
}

/** What could stand at one place of a command line, whose words are those behind the program's name. */
export async function complete(words: readonly string[], at: number): Promise<Offer> {
  const current = words[at] ?? '';
  const before = scan(words.slice(0, at));
  const literal = words.slice(0, at).includes('--');
  const offer: Offer = literal
    ? { kind: 'files', words: [] }
    : await offered(before, current, words.slice(at + 1));
  return { ...offer, words: offer.words.filter(({ text }) => text.startsWith(current)) };
}

async function offered(before: Scan, current: string, after: readonly string[]): Promise<Offer> {
  const last = before.tokens.at(-1);
  if (last?.kind === 'option' && last.option && takesValue(last.option) && last.value === undefined)
    return valuesOf(last.option, sourcesOf(before, after));
  const [, name, value] = /^--([^=]+)=(.*)$/s.exec(current) ?? [];
  if (name !== undefined && value !== undefined)
    return afterEqualSign(name, await optionValues(before, name, after));
  if (current.startsWith('-')) return words(optionWords(before));
  if (!before.tokens.some(({ kind }) => kind === 'command'))
    return words(commands.map((one) => ({ text: nameOf(one), what: one.describe })));
  const positionals = Object.values(before.command?.positionals ?? {});
  const count = before.tokens.filter(({ kind }) => kind === 'positional').length;
  const positional = positionals[Math.min(count, positionals.length - 1)];
  return positional ? valuesOf(positional, sourcesOf(before, after)) : words([]);
}

function words(some: readonly Word[]): Offer {
  return { kind: 'words', words: some };
}

function optionValues({ command, tokens }: Scan, name: string, after: readonly string[]): Promise<Offer> {
  const option = optionsOf(command)[name];
  return option ? valuesOf(option, sourcesOf({ command, tokens }, after)) : Promise.resolve(words([]));
}

function afterEqualSign(name: string, { kind, words }: Offer): Offer {
  return { kind, words: words.map(({ text, what }) => ({ text: `--${name}=${text}`, what })) };
}

/** Options that are not there yet, or may be there several times. */
function optionWords({ command, tokens }: Scan): readonly Word[] {
  const given = new Set<Option | undefined>(
    tokens.map((token) => (token.kind === 'option' ? token.option : undefined)),
  );
  return Object.entries(optionsOf(command))
    .filter(([, option]) => option.array || !given.has(option))
    .map(([name, option]) => ({
      text: option.default === true ? `--no-${name}` : `--${name}`,
      what: option.describe,
    }));
}

/** The files and folders that are named on the line, before the word or behind it. */
function sourcesOf({ command, tokens }: Scan, after: readonly string[]): readonly string[] {
  const own = tokens.filter((token) => token.kind === 'positional').map(({ text }) => text);
  const names = Object.values(command?.positionals ?? {}).filter(({ completes }) => completes !== 'file');
  return [
    ...own.slice(names.length > 0 ? names.length : 0),
    ...after.filter((word) => !word.startsWith('-')),
  ];
}

async function valuesOf({ completes, choices, type }: Value, sources: readonly string[]): Promise<Offer> {
  if (choices) return words(choices.map((text) => ({ text, what: '' })));
  if (completes === 'file' || completes === 'folder') return { kind: `${completes}s`, words: [] };
  if (completes === undefined || type === 'boolean') return words([]);
  const { namesIn } = await import('./names.js');
  const { hosts, groups } = await namesIn(sources);
  const both = completes === 'party' ? groups : [];
  return words([
    ...hosts.map((text) => named(text, 'host', both)),
    ...both.map((text) => named(text, 'group', hosts)),
  ]);
}

/** What a host and a group share has to say which it means. */
function named(name: string, kind: 'host' | 'group', others: readonly string[]): Word {
  return { text: others.includes(name) ? `${kind}:${name}` : name, what: kind };
}
