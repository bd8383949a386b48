import { didYouMean, nearest } from '../diagnostics/similar-names.js';
import type { Option, Options, Value } from './command.js';
import { nameOf } from './command.js';
import { commands } from './commands/index.js';
import { UsageError } from './exit.js';
import { optionNamed, optionsOf, type Scan, type Token, takesValue } from './scan.js';

/**
 * Refuses a command, an option or a value that is not there, with the nearest that is. It comes before the parser, which
 * would rather tell what else is missing.
 */
export function refuseMisspelt({ command, tokens }: Scan): void {
  const options = optionsOf(command);
  if (tokens.some((token) => token.kind === 'option' && asks(token.option, options))) return;
  for (const token of tokens) {
    const problem = problemOf(token, command !== undefined, options);
    if (problem !== undefined) throw new UsageError(problem);
  }
}

/** Whether an option asks for help or the version, which is given whatever else there is. */
function asks(option: Value | undefined, { help, version }: Options): boolean {
  return option !== undefined && (option === help || option === version);
}

function problemOf(token: Token, hasCommand: boolean, options: Options): string | undefined {
  switch (token.kind) {
    case 'command':
      return hasCommand ? undefined : noCommand(token.text);
    case 'letters':
      return letterProblem(token.letters, options);
    case 'option':
      if (!token.option) return noOption(token.text, token.name, options);
      if (token.value === undefined && needsValue(token.option)) return `${token.text} needs a value`;
      return choiceProblem(`--${token.name}`, token.value, token.option);
    case 'positional':
      return token.positional && choiceProblem(undefined, token.text, token.positional);
  }
}

/** The parser gives an empty text to options that may stand alone. */
function needsValue({ requiresArg, nargs, choices }: Option): boolean {
  return requiresArg === true || nargs !== undefined || choices !== undefined;
}

function noCommand(word: string): string {
  const names = [...commands.map(nameOf)];
  if (/[./]/.test(word)) return `name a command first, such as 'secgroup compile ${word}'`;
  return sentence(`there is no command '${word}'`, didYouMean(word, names));
}

function noOption(text: string, name: string, options: Options): string {
  const written = text.split('=', 1)[0]!;
  return sentence(`there is no option ${written}`, name.length > 1 ? optionMeant(name, options) : undefined);
}

function optionMeant(name: string, options: Options): string | undefined {
  const known = Object.entries(options).flatMap(([name, one]) =>
    takesValue(one) ? [name] : [name, `no-${name}`],
  );
  const meant = nearest(name, known);
  return meant && `did you mean --${meant}?`;
}

/** Letters behind one hyphen are options of one letter each, up to where a value begins. */
function letterProblem(text: string, options: Options): string | undefined {
  const letters = /^[A-Za-z]+/.exec(text)![0];
  const unknown = [...letters].find((letter) => optionNamed(letter, options) === undefined);
  if (unknown === undefined) return undefined;
  return sentence(`-${text}: there is no option -${unknown}`, optionMeant(text.split('=', 1)[0]!, options));
}

function choiceProblem(where: string | undefined, value: string | undefined, { choices }: Value) {
  if (!choices || value === undefined || choices.includes(value)) return undefined;
  const shown = choices.length > FEW ? [...choices.slice(0, FEW), '…'] : choices;
  const hint = didYouMean(value, choices) ?? `choose from ${shown.join(', ')}`;
  return sentence(`${where === undefined ? '' : `${where}: `}there is no '${value}'`, hint);
}

/** More choices than this are found in the help of the command. */
const FEW = 12;

function sentence(problem: string, hint: string | undefined): string {
  return hint === undefined ? problem : `${problem}; ${hint}`;
}
