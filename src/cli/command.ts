import type { Argv, CommandModule } from 'yargs';
import type { ExitStatus } from './exit.js';
import { unmarked } from './literal-arguments.js';

/** One command. Its module is read at every start, so a handler imports what is slow to load only when it runs. */
export interface Command<Options> {
  readonly command: string;
  readonly describe: string;
  readonly builder: (yargs: Argv) => Argv<Options>;
  readonly run: (options: Options, program: Program) => Promise<ExitStatus>;
}

/** What a command may know of the program that it is run by. */
export interface Program {
  /** The file that a worker thread runs; absent where there is none, such as in tests that run the sources. */
  readonly worker?: URL;
}

/**
 * A command that was chosen, with its options. Thrown to end the parser, which behind a handler that returns would lay out
 * a help text that nobody asked for: a tenth of the time of a small compile.
 */
export class Chosen {
  readonly run: (program: Program) => Promise<ExitStatus>;

  constructor(run: (program: Program) => Promise<ExitStatus>) {
    this.run = run;
  }
}

export function toYargs<Options>(command: Command<Options>): CommandModule {
  return {
    command: command.command,
    describe: command.describe,
    builder: command.builder as unknown as (yargs: Argv) => Argv,
    handler: (argv) => {
      throw new Chosen((program) => command.run(unmarked(argv) as unknown as Options, program));
    },
  };
}
