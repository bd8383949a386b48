import { type Diagnostic, hasError } from '../../diagnostics/diagnostic.js';
import { visible } from '../../diagnostics/visible.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit, UsageError } from '../exit.js';
import { eachOf, tellFailures } from '../live/each-host.js';
import { type Back, keptJob, rollOutKept } from '../live/kept-rules.js';
import type { Named } from '../live/machine-command.js';
import { checkTrial, type Open, type TrialArguments, trialOptions, withHosts } from '../live/options.js';
import { isSeveral } from '../live/places.js';
import { type ReadWanted, readWanted } from '../live/read-wanted.js';
import type { Job } from '../live/trial.js';
import { printDiagnostics, printDocument, printFailure } from '../report.js';
import { sources } from '../source-options.js';
import { checkTarget } from '../target-options.js';
import { type PlanArguments, planOptions } from './plan.js';

interface ApplyArguments extends PlanArguments, TrialArguments {
  readonly repair: boolean;
}

export const applyCommand: Command<ApplyArguments> = {
  command: 'apply [sources..]',
  describe: 'Load a definition on a machine for a while, and keep it if it is confirmed',
  positionals: { sources: { ...sources, demandOption: false, default: [] } },
  options: {
    ...planOptions,
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
  ],
  run: runApply,
};

async function runApply(args: ApplyArguments): Promise<ExitStatus> {
  checkTrial(args);
  await checkTarget(args);
  if (args.repair) return rollOutKept(args, mended);
  if (args.sources.length === 0) throw new UsageError('name a definition, or use --repair');
  const { value: wanted, diagnostics } = await readWanted(args);
  if (!wanted) return printFailure(diagnostics, args);
  return withHosts(args, args, async (open) => {
    const asked = await eachOf(wanted, (one) => prepared(one, args, open));
    const ready = asked.flatMap(({ value }) => value ?? []);
    const all = [...diagnostics, ...ready.flatMap((one) => one.diagnostics)];
    if (hasError(all)) return printFailure(all, args);
    // Where one cannot be asked, none is changed.
    if (
      tellFailures(
        wanted.map(({ host }) => host),
        asked,
      )
    )
      return exit.machineLacks;
    const { planJson, planText } = await import('../live/plan-text.js');
    if (!args.json) {
      printDiagnostics(all);
      for (const { host, plan } of ready) process.stdout.write(`${planText(host, plan!)}\n`);
    }
    const jobs = ready.filter(({ isDone }) => !isDone) as readonly Job[];
    const [first, ...more] = jobs;
    const { rollOut } = await import('../live/rollout.js');
    if (first) return rollOut([{ ...first, diagnostics: all }, ...more], args, open);
    if (args.json) {
      const documents = ready.map(({ host, plan }) => ({ host, confirmed: true, ...planJson(plan!) }));
      printDocument(isSeveral(args) ? { hosts: documents } : documents[0]!, all);
    }
    return exit.fine;
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

/** A job for a machine, which may be done already. Without a plan, its diagnostics say why there is none. */
type Prepared = Pick<Job, 'host' | 'diagnostics'> & Partial<Job> & { readonly isDone: boolean };

async function prepared(
  wanted: ReadWanted,
  { target, xtables }: ApplyArguments,
  open: Open,
): Promise<Prepared> {
  const on = await open(wanted.ssh);
  const { firewallOf, isNothing } = await import('../../live/plan.js');
  const { planHere } = await import('../../live/plan-here.js');
  const { generator } = await import('../../compiler/version.js');
  const { value: plan, diagnostics, loaded } = await planHere(on.live, wanted, on.kernel);
  if (!plan) return { host: wanted.host, diagnostics, isDone: false };
  return {
    on,
    host: wanted.host,
    target,
    ...(xtables && { xtables }),
    ...(wanted.policy.settings.revoke === 'keep' && { keepsFlows: true }),
    generator,
    sources: wanted.sources,
    script: wanted.script.text,
    firewall: firewallOf(wanted.script, wanted.read, () => undefined),
    plan,
    planned: loaded.listing,
    diagnostics: diagnostics as readonly Diagnostic[],
    isDone: isNothing(plan) && (await on.live.isKept(wanted.script.text)),
  };
}
