import yargs, { type Argv, type CommandModule } from 'yargs';
import { version } from '../compiler/version.js';
import type { Command, Program } from './command.js';
import { commands } from './commands/index.js';
import { type ExitStatus, UsageError } from './exit.js';
import { markLiterals, unmarked } from './literal-arguments.js';

/**
 * A command that was chosen, with its arguments. Thrown to end the parser, which behind a handler that returns would lay out
 * a help text that nobody asked for: a tenth of the time of a small compile.
 */
export class Chosen {
  readonly run: (program: Program) => Promise<ExitStatus>;

  constructor(run: (program: Program) => Promise<ExitStatus>) {
    this.run = run;
  }
}

export function parserOf(args: readonly string[]) {
  return (
    yargs([...markLiterals(args)])
      .scriptName('secgroup')
      .locale('en')
      .usage('$0 COMMAND\n\nCompile security groups into host firewalls.')
      .command(commands.map(moduleOf))
      .demandCommand(1, 1, 'name a command', 'name one command')
      .parserConfiguration({
        'duplicate-arguments-array': true,
        'camel-case-expansion': true,
        'dot-notation': false,
      })
      .strict()
      .check(refuseRepeated, true)
      .version(version)
      .help()
      .alias({ help: 'h', version: 'V' })
      .wrap(Math.min(110, process.stdout.columns ?? 100))
      .exitProcess(false)
      .showHelpOnFail(false)
      // A handler that only prints would let the command run all the same.
      .fail((message, error) => {
        throw error ?? new UsageError(inOurWords(message));
      })
  );
}

function moduleOf({ command, describe, positionals, options, examples, run }: Command<never>): CommandModule {
  return {
    command,
    describe,
    builder: (yargs) => {
      for (const [name, positional] of Object.entries(positionals))
        yargs.positional(name, positional as object);
      for (const [line, what] of examples) yargs.example(line, what);
      return yargs.options(options as Parameters<Argv['options']>[0]);
    },
    handler: (argv) => {
      throw new Chosen((program) => run(unmarked(argv) as unknown as never, program));
    },
  };
}

/** What the parser says is about its own inside. */
function inOurWords(message: string): string {
  const [what, names = ''] = message.split(': ', 2) as [string, string?];
  if (what.startsWith('Not enough non-option arguments')) return 'no input: name a file or folder to read';
  if (what.startsWith('Missing required argument'))
    return `--${names.replaceAll(', ', ' and --')} is missing`;
  if (what.startsWith('Unknown argument')) return `too much on the command line: ${names}`;
  return message;
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
