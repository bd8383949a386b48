import yargs from 'yargs';
import { version } from '../compiler/version.js';
import { commandModules } from './commands.js';
import { type ExitStatus, exit, UsageError } from './exit.js';

/** Runs one command line; the result is the exit status. */
export async function run(args: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = exit.fine;
  const finish = (result: ExitStatus): void => {
    status = result;
  };
  const parser = yargs([...args])
    .scriptName('secgroup')
    .locale('en')
    .usage('$0 COMMAND\n\nCompile security groups into host firewalls.')
    .command(commandModules(finish))
    .demandCommand(1, 1, 'name a command', 'name one command')
    .completion('completion', 'Print a completion script for bash or zsh')
    .parserConfiguration({ 'duplicate-arguments-array': true, 'camel-case-expansion': true })
    .strict()
    .version(version)
    .help()
    .alias({ help: 'h' })
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .exitProcess(false)
    .showHelpOnFail(false)
    // A handler that only prints would let the command run all the same.
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
  try {
    await parser.parseAsync();
  } catch (error) {
    return reportFailure(error);
  }
  return status;
}

function reportFailure(error: unknown): ExitStatus {
  const usage = error instanceof UsageError || (error as Error).name === 'YError';
  const message = error instanceof Error ? error.message : String(error);
  if (usage) {
    process.stderr.write(`secgroup: ${message}\nRun 'secgroup --help' for what there is.\n`);
    return exit.commandLineWrong;
  }
  throw error;
}
