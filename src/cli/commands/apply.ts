import type { Command } from '../command.js';
import { type ExitStatus, exit } from '../exit.js';
import { checkTrial, openHost, type TrialArguments, trialOptions } from '../live/options.js';
import { readWanted } from '../live/read-wanted.js';
import { printDiagnostics, printDocument, printFailure } from '../report.js';
import { sources } from '../source-options.js';
import { checkTarget } from '../target-options.js';
import { type PlanArguments, planOptions } from './plan.js';

type ApplyArguments = PlanArguments & TrialArguments;

export const applyCommand: Command<ApplyArguments> = {
  command: 'apply <sources..>',
  describe: 'Load a definition on this machine for a while, and keep it if it is confirmed',
  positionals: { sources },
  options: { ...planOptions, ...trialOptions },
  examples: [
    ['sudo $0 apply groups.yaml --host web-1', 'Show the plan, ask, and wait for `secgroup confirm`'],
    ['sudo $0 apply groups.yaml --host web-1 --yes --confirm 0', 'Where nobody can lock themselves out'],
  ],
  run: runApply,
};

async function runApply(args: ApplyArguments): Promise<ExitStatus> {
  checkTrial(args);
  await checkTarget(args);
  const { value: wanted, diagnostics } = await readWanted(args);
  if (!wanted) return printFailure(diagnostics, args);
  const host = await openHost(args, args);
  const { isNothing, planOf } = await import('../../live/plan.js');
  const loaded = await host.live.loaded();
  const outcome = planOf(wanted, loaded, host.kernel);
  const all = [...diagnostics, ...outcome.diagnostics];
  const plan = outcome.value;
  if (!plan) return printFailure(all, args);
  const { planJson, planText } = await import('../live/plan-text.js');
  if (!args.json) {
    printDiagnostics(all);
    process.stdout.write(`${planText(wanted.host, plan)}\n`);
  }
  if (isNothing(plan) && (await host.live.isKept(wanted.script.text))) {
    if (args.json) printDocument({ host: wanted.host, confirmed: true, ...planJson(plan) }, all);
    return exit.fine;
  }
  const { agreed, guard, tryScript } = await import('../live/trial.js');
  const { generator } = await import('../../compiler/version.js');
  const { firewallOf } = await import('../../live/plan.js');
  const job = {
    host: wanted.host,
    target: args.target,
    ...(args.xtables && { xtables: args.xtables }),
    generator,
    sources: wanted.sources,
    script: wanted.script.text,
    firewall: firewallOf(wanted.script, wanted.read, () => undefined),
    plan,
    planned: loaded.listing,
    diagnostics: all,
  };
  const warning = await guard(host, job, args);
  if (warning) process.stderr.write(`${warning}\n`);
  if (!(await agreed(args))) return exit.fine;
  return tryScript(host, job, args);
}
