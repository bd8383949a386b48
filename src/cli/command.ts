import type { Argv, CommandModule } from 'yargs';
import type { ExitStatus } from './exit.js';
import { unmarked } from './literal-arguments.js';

/** One command. Its module is read at every start, so a handler imports what is slow to load only when it runs. */
export interface Command<Options> {
  readonly command: string;
  readonly describe: string;
  readonly builder: (yargs: Argv) => Argv<Options>;
  readonly run: (options: Options) => Promise<ExitStatus>;
}

/** Hands the exit status of a command to whoever runs it. */
export function toYargs<Options>(
  command: Command<Options>,
  finish: (status: ExitStatus) => void,
): CommandModule {
  return {
    command: command.command,
    describe: command.describe,
    builder: command.builder as unknown as (yargs: Argv) => Argv,
    handler: async (argv) => finish(await command.run(unmarked(argv) as unknown as Options)),
  };
}
