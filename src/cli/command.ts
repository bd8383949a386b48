import type { ExitStatus } from './exit.js';

/**
 * One command, as data: the parser, suggestions, completion, help and the manual page are all made of it. Its module is
 * read at every start, so `run` imports what is slow to load.
 */
export interface Command<Arguments> {
  /** Its name and its positionals, as the parser takes them: `show <name> <sources..>`. */
  readonly command: string;
  readonly describe: string;
  /** In the order in which `command` names them. */
  readonly positionals: Positionals;
  readonly options: Options;
  /** Command lines, where `$0` stands for the program, and what each is for. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  readonly run: (args: Arguments, program: Program) => Promise<ExitStatus>;
}

export type Options = Readonly<Record<string, Option>>;
export type Positionals = Readonly<Record<string, Positional>>;

/** What an option and a positional have in common, in the parser's words. */
export interface Value {
  readonly type?: 'string' | 'number' | 'boolean';
  /** Left out: any value. */
  readonly choices?: readonly string[];
  readonly array?: boolean;
  readonly default?: string | number | boolean | readonly [];
  readonly demandOption?: boolean;
  readonly describe: string;
  /** What a shell offers for it. Left out: its choices. */
  readonly completes?: 'file' | 'folder' | 'host' | 'party';
}

export type Positional = Value;

export interface Option extends Value {
  /** One letter. */
  readonly alias?: string;
  readonly nargs?: number;
  readonly requiresArg?: boolean;
}

/** What a command may know of the program that it is run by. */
export interface Program {
  /** The file that a worker thread runs; absent where there is none, such as in tests that run the sources. */
  readonly worker?: URL;
}

export function nameOf({ command }: Command<never>): string {
  return command.split(' ', 1)[0]!;
}
