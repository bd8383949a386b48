import yargs from 'yargs';
import { version } from '../compiler/version.js';
import { Chosen, type Program } from './command.js';
import { commandModules } from './commands.js';
import { type ExitStatus, exit, UsageError } from './exit.js';
import { reportFailure } from './failure.js';
import { markLiterals } from './literal-arguments.js';

/** Runs one command line; the result is the exit status. */
export async function run(args: readonly string[], program: Program = {}): Promise<ExitStatus> {
  try {
    const command = await chosenBy(args);
    return command ? await command.run(program) : exit.fine;
  } catch (error) {
    return reportFailure(error);
  }
}

/** The command that is to run; none where the parser itself had the answer, such as help. */
async function chosenBy(args: readonly string[]): Promise<Chosen | undefined> {
  try {
    await parserOf(args).parseAsync();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Chosen) return thrown;
    throw thrown;
  }
}

function parserOf(args: readonly string[]) {
  return (
    yargs([...markLiterals(args)])
      .scriptName('secgroup')
      .locale('en')
      .usage('$0 COMMAND\n\nCompile security groups into host firewalls.')
      .command(commandModules())
      .demandCommand(1, 1, 'name a command', 'name one command')
      .completion('completion', 'Print a completion script for bash or zsh')
      .parserConfiguration({
        'duplicate-arguments-array': true,
        'camel-case-expansion': true,
        'dot-notation': false,
      })
      .strict()
      .recommendCommands()
      .check(refuseRepeated, true)
      .version(version)
      .help()
      .alias({ help: 'h' })
      .wrap(Math.min(110, process.stdout.columns ?? 100))
      .exitProcess(false)
      .showHelpOnFail(false)
      // A handler that only prints would let the command run all the same.
      .fail((message, error) => {
        throw error ?? new UsageError(inOurWords(message));
      })
  );
}

/** What the parser says of a missing positional is about its own inside. */
function inOurWords(message: string): string {
  if (!message.startsWith('Not enough non-option arguments')) return message;
  return 'no input: name a file or folder to read';
}

/** Of options that take one value, the parser keeps all that are given; here the first or the last would win silently. */
function refuseRepeated(args: Readonly<Record<string, unknown>>, options: unknown): true {
  const { key, array } = options as ParserOptions;
  const repeated = Object.keys(key).find((name) => Array.isArray(args[name]) && !array.includes(name));
  if (repeated !== undefined) throw new UsageError(`--${repeated} is given twice`);
  return true;
}

/** What yargs hands to a check beside the values; its types know nothing of it. */
interface ParserOptions {
  readonly key: Readonly<Record<string, unknown>>;
  readonly array: readonly string[];
}
