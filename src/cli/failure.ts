import { visible } from '../diagnostics/visible.js';
import { MachineError } from '../machine/errors.js';
import { type ExitStatus, exit, UsageError } from './exit.js';

/**
 * Says on standard error why a command could not run at all; the result is the exit status. `command` is the one at hand, if
 * there is one: its help is the help for its mistakes.
 */
export function reportFailure(error: unknown, command?: string): ExitStatus {
  const text = error instanceof Error ? error.message : String(error);
  const message = text.split('\n').map(visible).join('\n');
  if (error instanceof UsageError || (error as Error)?.name === 'YError') {
    process.stderr.write(
      `secgroup: ${message}\nRun 'secgroup ${command ? `${command} --help' for its options` : "--help' for the commands"}.\n`,
    );
    return exit.commandLineWrong;
  }
  if (error instanceof MachineError) {
    process.stderr.write(`secgroup: ${message}\n`);
    return exit.machineLacks;
  }
  process.stderr.write(`secgroup: internal error: ${message}\n${stackOf(error)}${PLEASE_REPORT}`);
  return exit.internalError;
}

const PLEASE_REPORT =
  'This is a bug in secgroup. Please report it, with the command line and what it read. DEBUG=1 shows where it happened.\n';

function stackOf(error: unknown): string {
  const stack = error instanceof Error ? error.stack : undefined;
  return process.env.DEBUG && stack ? `${stack}\n` : '';
}
