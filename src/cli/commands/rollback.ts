import type { Command } from '../command.js';
import { type ExitStatus, exit } from '../exit.js';
import { checkTrial, liveOptions, openHost, type TrialArguments, trialOptions } from '../live/options.js';
import { printDiagnostics, printFailure, printJson } from '../report.js';

type RollbackArguments = TrialArguments;

export const rollbackCommand: Command<RollbackArguments> = {
  command: 'rollback',
  describe: 'End a trial now; or else go back to the rules that were confirmed before these',
  positionals: {},
  options: { ...liveOptions, ...trialOptions },
  examples: [['sudo $0 rollback', 'Back to the rules before']],
  run: runRollback,
};

async function runRollback(args: RollbackArguments): Promise<ExitStatus> {
  checkTrial(args);
  const host = await openHost(args);
  const { trial } = await host.live.held();
  if (trial) {
    await host.live.alone(() => host.live.end(trial.generation));
    if (args.json) printJson({ generation: trial.generation, ended: true });
    else process.stderr.write(`generation ${trial.generation} is gone: the rules before it apply again\n`);
    return exit.fine;
  }
  await host.live.alone(() => host.live.tidy());
  const before = await host.live.before();
  const { firewallOf, planOf } = await import('../../live/plan.js');
  const { ReadSource } = await import('../../diagnostics/source.js');
  const script = new ReadSource(`generation ${before.number}`, await host.generations.script(before.number));
  const loaded = await host.live.loaded();
  const { value: plan, diagnostics } = planOf(
    { script, read: host.read, policy: undefined },
    loaded,
    host.kernel,
  );
  if (!plan) return printFailure(diagnostics, args);
  const { planText } = await import('../live/plan-text.js');
  if (!args.json) {
    printDiagnostics(diagnostics);
    process.stdout.write(`${planText(before.host, plan)}\n`);
  }
  const { agreed, guard, tryScript } = await import('../live/trial.js');
  const firewall = firewallOf(script, host.read, () => undefined);
  const { host: name, target, xtables, generator, sources } = before;
  const job = {
    host: name,
    target,
    ...(xtables && { xtables }),
    generator,
    sources,
    script: script.text,
    firewall,
    plan,
    planned: loaded.listing,
    diagnostics,
  };
  const warning = await guard(host, job, args);
  if (warning) process.stderr.write(`${warning}\n`);
  if (!(await agreed(args))) return exit.fine;
  return tryScript(host, job, args);
}
