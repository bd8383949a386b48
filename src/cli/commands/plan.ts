import type { Outcome } from '../../diagnostics/diagnostic.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit } from '../exit.js';
import { eachOf, tellFailures } from '../live/each-host.js';
import { type LiveArguments, liveOptions, type Open, withHosts } from '../live/options.js';
import { isSeveral, type PlaceArguments, placeOptions } from '../live/places.js';
import type { MadePlan } from '../live/plan-file.js';
import { type ReadWanted, readWanted } from '../live/read-wanted.js';
import { printDiagnostics, printDocument, printFailure } from '../report.js';
import { type SourceArguments, sourceOptions, sources } from '../source-options.js';
import { checkTarget, type TargetArguments, targetOptions } from '../target-options.js';

export interface PlanArguments extends SourceArguments, TargetArguments, PlaceArguments, LiveArguments {
  readonly out: string | undefined;
}

/** What `apply` takes as well. */
export const planOptions = {
  ...sourceOptions,
  ...targetOptions,
  ...placeOptions,
  ...liveOptions,
} as const;

export const planCommand: Command<PlanArguments> = {
  command: 'plan <sources..>',
  describe: 'Show what loading a definition would open and close on a machine; changes nothing',
  positionals: { sources },
  options: {
    ...planOptions,
    out: {
      type: 'string',
      completes: 'file',
      requiresArg: true,
      describe:
        'Keep the plan in this file: `apply` on it loads just that, where nothing was changed meanwhile',
    },
  },
  examples: [
    ['sudo $0 plan groups.yaml --host web-1', 'What would change here?'],
    ['sudo $0 plan groups.yaml --json', 'The same for a program; exit status 10: something would'],
    ['$0 plan groups.yaml --host web-1 --ssh admin@192.0.2.10', 'What would change on another machine?'],
    ['$0 plan groups.yaml --all', 'And on all whose hosts have `ssh:`?'],
    ['$0 plan groups.yaml --all --out change.plan', 'Keep it, for `secgroup apply change.plan` later'],
  ],
  run: runPlan,
};

async function runPlan(args: PlanArguments): Promise<ExitStatus> {
  await checkTarget(args);
  const { value: wanted, diagnostics } = await readWanted(args);
  if (!wanted) return printFailure(diagnostics, args);
  return withHosts(args, args, async (open) => {
    const asked = await eachOf(wanted, (one) => planFor(one, open));
    const outcomes = asked.flatMap(({ value }) => value ?? []);
    const all = [...diagnostics, ...outcomes.flatMap((one) => one.diagnostics)];
    const plans = outcomes.flatMap((one) => one.value ?? []);
    if (plans.length < outcomes.length) return printFailure(all, args);
    const failed = tellFailures(
      wanted.map(({ host }) => host),
      asked,
    );
    const { writePlanFile } = await import('../live/plan-file.js');
    if (args.out !== undefined && !failed) await writePlanFile(args.out, plans, args);
    await printPlans(plans, args, all);
    if (failed) return exit.machineLacks;
    const { isNothing } = await import('../../live/plan.js');
    return plans.every(({ plan }) => isNothing(plan)) ? exit.fine : exit.somethingToDo;
  });
}

async function planFor(wanted: ReadWanted, open: Open): Promise<Outcome<MadePlan>> {
  const { kernel, live } = await open(wanted.ssh);
  const { planHere } = await import('../../live/plan-here.js');
  const { value: plan, diagnostics, loaded } = await planHere(live, wanted, kernel);
  if (!plan) return { value: undefined, diagnostics };
  return {
    value: { wanted, plan, state: live.meaning.stateOf(loaded.listing, wanted.script.text) },
    diagnostics,
  };
}

async function printPlans(
  plans: readonly MadePlan[],
  args: PlanArguments,
  diagnostics: Parameters<typeof printDiagnostics>[0],
): Promise<void> {
  const { planJson, planText } = await import('../live/plan-text.js');
  if (args.json) {
    const documents = plans.map(({ wanted: { host }, plan }) => ({ host, ...planJson(plan) }));
    printDocument(isSeveral(args) ? { hosts: documents } : documents[0]!, diagnostics);
    return;
  }
  printDiagnostics(diagnostics);
  for (const { wanted, plan } of plans) process.stdout.write(`${planText(wanted.host, plan)}\n`);
}
