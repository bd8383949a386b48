import type { Command } from '../command.js';
import { type ExitStatus, exit } from '../exit.js';
import { type LiveArguments, liveOptions, openHost } from '../live/options.js';
import { readWanted } from '../live/read-wanted.js';
import { printDiagnostics, printDocument, printFailure } from '../report.js';
import { type SourceArguments, sourceOptions, sources } from '../source-options.js';
import { checkTarget, type TargetArguments, targetOptions } from '../target-options.js';

export interface PlanArguments extends SourceArguments, TargetArguments, LiveArguments {
  readonly host: string | undefined;
}

export const planOptions = {
  ...sourceOptions,
  ...targetOptions,
  host: {
    type: 'string',
    completes: 'host',
    requiresArg: true,
    describe:
      'Host that this machine is, by id or name; default: the only one, or the one called like this machine',
  },
  ...liveOptions,
} as const;

export const planCommand: Command<PlanArguments> = {
  command: 'plan <sources..>',
  describe: 'Show what loading a definition would open and close on this machine; changes nothing',
  positionals: { sources },
  options: planOptions,
  examples: [
    ['sudo $0 plan groups.yaml --host web-1', 'What would change here?'],
    ['sudo $0 plan groups.yaml --json', 'The same for a program; exit status 10: something would'],
  ],
  run: runPlan,
};

async function runPlan(args: PlanArguments): Promise<ExitStatus> {
  await checkTarget(args);
  const { value: wanted, diagnostics } = await readWanted(args);
  if (!wanted) return printFailure(diagnostics, args);
  const { kernel, live } = await openHost(args, args);
  const { planOf, isNothing } = await import('../../live/plan.js');
  const loaded = await live.loaded();
  const outcome = planOf(wanted, loaded, kernel);
  const all = [...diagnostics, ...outcome.diagnostics];
  if (!outcome.value) return printFailure(all, args);
  const { planJson, planText } = await import('../live/plan-text.js');
  if (args.json) printDocument({ host: wanted.host, ...planJson(outcome.value) }, all);
  else {
    printDiagnostics(all);
    process.stdout.write(`${planText(wanted.host, outcome.value)}\n`);
  }
  return isNothing(outcome.value) ? exit.fine : exit.somethingToDo;
}
