import { nameOf, type Program } from './command.js';
import { ASKS, answer } from './complete/answer.js';
import { type ExitStatus, exit } from './exit.js';
import { reportFailure } from './failure.js';
import { refuseMisspelt } from './misspelt.js';
import type { Chosen } from './parser.js';
import { scan } from './scan.js';

/** Runs one command line; the result is the exit status. */
export async function run(args: readonly string[], program: Program = {}): Promise<ExitStatus> {
  if (args.length === 0) return showWhatThereIs();
  if (args[0] === ASKS) {
    await answer(args.slice(1));
    return exit.fine;
  }
  const scanned = scan(args);
  try {
    refuseMisspelt(scanned);
    const command = await chosenBy(args);
    return command ? await command.run(program) : exit.fine;
  } catch (error) {
    return reportFailure(error, scanned.command && nameOf(scanned.command));
  }
}

/** To a person it is the help; to a script that lost its arguments it must not look like a success. */
async function showWhatThereIs(): Promise<ExitStatus> {
  const { parserOf } = await import('./parser.js');
  process.stderr.write(`${await parserOf([]).getHelp()}\n`);
  return exit.commandLineWrong;
}

/** The command that is to run; none where the parser itself had the answer, such as help. */
async function chosenBy(args: readonly string[]): Promise<Chosen | undefined> {
  const { Chosen, parserOf } = await import('./parser.js');
  try {
    await parserOf(args).parseAsync();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Chosen) return thrown;
    throw thrown;
  }
}
