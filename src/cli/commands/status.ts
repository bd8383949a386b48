import type { Status } from '../../live/status.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit } from '../exit.js';
import { type LiveArguments, liveOptions, openHost } from '../live/options.js';
import { printFailure, printJson } from '../report.js';

export const statusCommand: Command<LiveArguments> = {
  command: 'status',
  describe: 'Show what is loaded on this machine, since when, and whether somebody changed it',
  positionals: {},
  options: liveOptions,
  examples: [['sudo $0 status', 'What is loaded here?']],
  run: runStatus,
};

async function runStatus(args: LiveArguments): Promise<ExitStatus> {
  const { kernel, live, read, switching } = await openHost(args);
  const { statusOf } = await import('../../live/status.js');
  const outcome = await statusOf(live, { kernel, read, switching });
  if (!outcome.value) return printFailure(outcome.diagnostics, args);
  const { statusJson, statusText } = await import('../live/status-text.js');
  if (args.json) printJson(statusJson(outcome.value));
  else process.stdout.write(`${statusText(outcome.value)}\n`);
  return isAsApplied(outcome.value) ? exit.fine : exit.notProven;
}

/** Whether what was applied is what is loaded; a machine on which nothing was applied is as it was left. */
function isAsApplied({ drift, confirmed, held }: Status): boolean {
  if (drift !== undefined) return drift.length === 0;
  return held.settled === 'nothing' && confirmed === undefined;
}
