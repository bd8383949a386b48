import { visible } from '../../diagnostics/visible.js';
import type { KeptPlan } from '../../live/kept-plan.js';
import { type Target, targets } from '../../target/target.js';
import type { Command } from '../command.js';
import { type ExitStatus, UsageError } from '../exit.js';
import { eachOf } from '../live/each-host.js';
import { type Back, keptJob, rollOutKept } from '../live/kept-rules.js';
import type { Named } from '../live/machine-command.js';
import { checkTrial, type TrialArguments, trialOptions, withHosts } from '../live/options.js';
import { carryOut, preparePlanned, prepareWanted } from '../live/prepared.js';
import { readWanted } from '../live/read-wanted.js';
import { printFailure } from '../report.js';
import { sources } from '../source-options.js';
import { checkTarget } from '../target-options.js';
import { type PlanArguments, planOptions } from './plan.js';

interface ApplyArguments extends Omit<PlanArguments, 'out' | 'target'>, TrialArguments {
  /** Undefined: nftables, or what a plan says. */
  readonly target: Target | undefined;
  readonly repair: boolean;
}

export const applyCommand: Command<ApplyArguments> = {
  command: 'apply [sources..]',
  describe: 'Load a definition on a machine for a while, and keep it if it is confirmed',
  positionals: {
    sources: {
      ...sources,
      demandOption: false,
      default: [],
      describe:
        'Files or folders of definitions, in any mix of formats, or a file that `plan --out` has made',
    },
  },
  options: {
    ...planOptions,
    target: {
      choices: targets,
      alias: 't',
      describe: 'Kind of script; default: nftables, or that of the plan',
    },
    ...trialOptions,
    repair: {
      type: 'boolean',
      default: false,
      describe:
        'Bring back what was confirmed last, where somebody changed it since; sources only say where hosts are',
    },
  },
  examples: [
    ['sudo $0 apply groups.yaml --host web-1', 'Show the plan, ask, and wait for `secgroup confirm`'],
    ['sudo $0 apply groups.yaml --host web-1 --yes --confirm 0', 'Where nobody can lock themselves out'],
    [
      '$0 apply groups.yaml --host web-1 --ssh admin@192.0.2.10',
      'On another machine; confirmed over a new connection',
    ],
    ['sudo $0 apply --repair', 'After `secgroup status` has told that somebody changed the rules'],
    ['$0 apply groups.yaml --all --wave 10', 'One machine first, then ten at a time'],
    ['$0 apply change.plan', 'What `secgroup plan groups.yaml --out change.plan` has shown, or nothing'],
  ],
  run: runApply,
};

async function runApply(given: ApplyArguments): Promise<ExitStatus> {
  checkTrial(given);
  const { readPlanFile } = await import('../live/plan-file.js');
  const plan = given.repair ? undefined : await readPlanFile(given.sources, given['max-size']);
  if (plan) return applyPlan(plan, given);
  const args = { ...given, target: given.target ?? 'nftables' };
  await checkTarget(args);
  if (args.repair) return rollOutKept(args, mended);
  if (args.sources.length === 0) throw new UsageError('name a definition or a plan, or use --repair');
  const { value: wanted, diagnostics } = await readWanted(args);
  if (!wanted) return printFailure(diagnostics, args);
  const names = wanted.map(({ host }) => host);
  return withHosts(args, args, async (open) => {
    const asked = await eachOf(wanted, (one) => prepareWanted(one, args, open));
    return carryOut({ names, asked, diagnostics }, args, open);
  });
}

/** Loads what was planned, and nothing where that is not what would change any more. */
async function applyPlan(plan: KeptPlan, args: ApplyArguments): Promise<ExitStatus> {
  const { plannedFor } = await import('../live/plan-file.js');
  const planned = plannedFor(plan, args);
  const names = planned.map(({ host }) => host);
  return withHosts(args, plan, async (open) => {
    const asked = await eachOf(planned, (one) => preparePlanned(plan, one, open));
    return carryOut({ names, asked, diagnostics: [] }, { ...args, all: planned.length > 1 }, open);
  });
}

/** What was confirmed, in place of what somebody has made of it. */
async function mended(on: Named): Promise<Back> {
  const { name, live, generations } = on;
  await live.alone(() => live.tidy());
  const confirmed = await generations.confirmed();
  const { MachineError } = await import('../../machine/errors.js');
  if (!confirmed) throw new MachineError('nothing was confirmed here, so there is nothing to bring back');
  const { isNothing } = await import('../../live/plan.js');
  const outcome = await keptJob(on, confirmed);
  if (!outcome.value || !isNothing(outcome.value.plan)) return { name, outcome };
  process.stderr.write(
    `${visible(confirmed.host)}: generation ${confirmed.number} is loaded as it was confirmed\n`,
  );
  return { name };
}
