import { type Command, nameOf, type Option, type Options, type Positional, type Value } from './command.js';
import { commands } from './commands/index.js';

/** One argument of a command line, as far as the tables of the commands tell what it is. */
export type Token =
  | { readonly kind: 'command'; readonly text: string }
  /** `value` is undefined where none was given yet, or the option takes none. */
  | {
      readonly kind: 'option';
      readonly text: string;
      readonly name: string;
      readonly option: Option | undefined;
      readonly value?: string;
    }
  | { readonly kind: 'letters'; readonly text: string; readonly letters: string }
  | { readonly kind: 'positional'; readonly text: string; readonly positional: Positional | undefined };

export interface Scan {
  /** Undefined: there is none yet, or none of that name. */
  readonly command: Command<never> | undefined;
  readonly tokens: readonly Token[];
}

/** Options of every command, and of none. */
export const commonOptions: Options = {
  help: { type: 'boolean', alias: 'h', describe: 'Show help' },
  version: { type: 'boolean', alias: 'V', describe: 'Show version number' },
};

/** Reads a command line without judging it. */
export function scan(args: readonly string[]): Scan {
  const at = args.findIndex((arg) => !arg.startsWith('-'));
  const end = args.indexOf('--');
  const word = at >= 0 && (end < 0 || at < end) ? args[at] : undefined;
  const command = commands.find((one) => nameOf(one) === word);
  const options = optionsOf(command);
  const tokens: Token[] = [];
  const words = positionalsOf(command);
  for (let i = 0; i < args.length; i += 1) {
    const text = args[i]!;
    if (i === at && word !== undefined) tokens.push({ kind: 'command', text });
    else if (text === '--') {
      tokens.push(...args.slice(i + 1).map((text) => words(text)));
      break;
    } else if (text.startsWith('--') || /^-[A-Za-z]$/.test(text)) {
      const token = optionToken(text, options);
      const next = args[i + 1];
      const takesNext = token.option && takesValue(token.option) && token.value === undefined;
      if (takesNext && next !== undefined && isValue(next)) i += 1;
      tokens.push(takesNext && next !== undefined && isValue(next) ? { ...token, value: next } : token);
    } else if (/^-[A-Za-z]/.test(text)) tokens.push({ kind: 'letters', text, letters: text.slice(1) });
    else tokens.push(words(text));
  }
  return { command, tokens };
}

export function optionsOf(command: Command<never> | undefined): Options {
  return { ...command?.options, ...commonOptions };
}

export function takesValue({ type }: Value): boolean {
  return type !== 'boolean';
}

/** The option that a name or letter stands for; `no-proof` stands for `proof`. */
export function optionNamed(name: string, options: Options): Option | undefined {
  const plain = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (Object.hasOwn(options, plain)) return options[plain];
  const negated = /^no-(.*)$/.exec(plain)?.[1];
  if (negated !== undefined && Object.hasOwn(options, negated) && !takesValue(options[negated]!))
    return options[negated];
  return name.length === 1 ? Object.values(options).find(({ alias }) => alias === name) : undefined;
}

function optionToken(text: string, options: Options) {
  const [, name, value] = /^--?([^=]*)(?:=(.*))?$/s.exec(text) as unknown as [string, string, string?];
  const option = optionNamed(name, options);
  return { kind: 'option' as const, text, name, option, ...(value !== undefined && { value }) };
}

/** A number below zero and `-` are values, whatever they begin with. */
function isValue(text: string): boolean {
  return !/^-[^0-9]/.test(text);
}

/** Says of one word after the other which positional it is; the last one takes all that remain. */
function positionalsOf(command: Command<never> | undefined): (text: string) => Token {
  const positionals = Object.values(command?.positionals ?? {});
  let count = 0;
  return (text) => {
    const positional = positionals[Math.min(count, positionals.length - 1)];
    count += 1;
    return { kind: 'positional', text, positional };
  };
}
