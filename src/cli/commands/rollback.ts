import type { Outcome } from '../../diagnostics/diagnostic.js';
import { visible } from '../../diagnostics/visible.js';
import type { Plan } from '../../live/plan.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit } from '../exit.js';
import { eachOf, tellFailures } from '../live/each-host.js';
import {
  type MachineArguments,
  machineOptions,
  machineSources,
  type Named,
  withPlaces,
} from '../live/machine-command.js';
import { checkTrial, type TrialArguments, trialOptions } from '../live/options.js';
import { isSeveral } from '../live/places.js';
import type { Job } from '../live/trial.js';
import { printDiagnostics, printFailure, printJson } from '../report.js';

type RollbackArguments = MachineArguments & TrialArguments;

export const rollbackCommand: Command<RollbackArguments> = {
  command: 'rollback [sources..]',
  describe: 'End a trial now; or else go back to the rules that were confirmed before these',
  positionals: { sources: machineSources },
  options: { ...machineOptions, ...trialOptions },
  examples: [
    ['sudo $0 rollback', 'Back to the rules before'],
    ['$0 rollback --ssh admin@192.0.2.10', 'On another machine'],
  ],
  run: runRollback,
};

/** What was done at once, or what is to be tried. */
interface Back {
  readonly name: string | undefined;
  /** The generation of the trial that was ended. */
  readonly ended?: number;
  readonly outcome?: Outcome<Job>;
}

async function runRollback(args: RollbackArguments): Promise<ExitStatus> {
  checkTrial(args);
  const { value, diagnostics } = await withPlaces(args, async (places, names, open) => {
    const asked = await eachOf(places, async (place) => wayBack(await place()));
    const found = asked.flatMap((one) => one.value ?? []);
    tellEnded(found, args);
    if (tellFailures(names, asked)) return exit.machineLacks;
    const wrong = found.flatMap(({ outcome }) => (outcome && !outcome.value ? outcome.diagnostics : []));
    if (wrong.length > 0) return printFailure(wrong, args);
    const jobs = found.flatMap(({ outcome }) => outcome?.value ?? []);
    if (jobs.length === 0) return exit.fine;
    const { planText } = await import('../live/plan-text.js');
    if (!args.json)
      for (const { host, plan, diagnostics } of jobs) {
        printDiagnostics(diagnostics);
        process.stdout.write(`${planText(host, plan)}\n`);
      }
    const { rollOut } = await import('../live/rollout.js');
    return rollOut(jobs, args, open);
  });
  return value ?? printFailure(diagnostics, args);
}

function tellEnded(found: readonly Back[], args: RollbackArguments): void {
  const ended = found.flatMap(({ name, ended: generation }) => (generation ? [{ name, generation }] : []));
  if (ended.length === 0) return;
  if (args.json) {
    const documents = ended.map(({ name, generation }) => ({
      ...(name !== undefined && { host: name }),
      generation,
      ended: true,
    }));
    printJson(isSeveral(args) ? { hosts: documents } : documents[0]);
  } else
    for (const { name, generation } of ended)
      process.stderr.write(
        `${name === undefined ? '' : `${visible(name)}: `}generation ${generation} is gone: the rules before it apply again\n`,
      );
}

async function wayBack(on: Named): Promise<Back> {
  const { name, live, generations, kernel, read } = on;
  const { trial } = await live.held();
  if (trial) {
    await live.alone(() => live.end(trial.generation));
    return { name, ended: trial.generation };
  }
  await live.alone(() => live.tidy());
  const before = await live.before();
  const { firewallOf } = await import('../../live/plan.js');
  const { planHere } = await import('../../live/plan-here.js');
  const { ReadSource } = await import('../../diagnostics/source.js');
  const script = new ReadSource(`generation ${before.number}`, await generations.script(before.number));
  const wanted = { script, read, policy: undefined };
  const { value, diagnostics, loaded } = await planHere(live, wanted, kernel);
  const job = (plan: Plan): Job => ({
    on,
    host: before.host,
    target: before.target,
    ...(before.xtables && { xtables: before.xtables }),
    ...(before.keepsFlows && { keepsFlows: true }),
    generator: before.generator,
    sources: before.sources,
    script: script.text,
    firewall: firewallOf(script, read, () => undefined),
    plan,
    planned: loaded.listing,
    diagnostics,
  });
  return { name, outcome: { value: value && job(value), diagnostics } };
}
