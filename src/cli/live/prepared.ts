import { type Diagnostic, hasError } from '../../diagnostics/diagnostic.js';
import type { KeptPlan, PlannedScript } from '../../live/kept-plan.js';
import { type ExitStatus, exit } from '../exit.js';
import { printDiagnostics, printDocument, printFailure } from '../report.js';
import { type Asked, tellFailures } from './each-host.js';
import { scriptJob } from './kept-rules.js';
import type { Open, TrialArguments, WantedTarget } from './options.js';
import { isSeveral } from './places.js';
import type { ReadWanted } from './read-wanted.js';
import type { Job } from './trial.js';

/** A job for a machine, which may be done already. Without a plan, its diagnostics say why there is none. */
export type Prepared = Pick<Job, 'host' | 'diagnostics'> & Partial<Job> & { readonly isDone: boolean };

/** What loads the script that a definition means. */
export async function prepareWanted(
  wanted: ReadWanted,
  { target, xtables }: WantedTarget,
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
    diagnostics,
    isDone: isNothing(plan) && (await on.live.isKept(wanted.script.text)),
  };
}

/** What loads a script that was planned, on a machine that is still as it was then. */
export async function preparePlanned(plan: KeptPlan, planned: PlannedScript, open: Open): Promise<Prepared> {
  const on = await open(planned.ssh);
  const { aboutPlanned } = await import('../../live/kept-plan.js');
  const { isNothing } = await import('../../live/plan.js');
  const { ReadSource } = await import('../../diagnostics/source.js');
  const { MachineError } = await import('../../machine/errors.js');
  const script = new ReadSource(`the plan for ${planned.host}`, planned.script);
  const { value: job, diagnostics } = await scriptJob(on, aboutPlanned(plan, planned), script);
  if (!job) return { host: planned.host, diagnostics, isDone: false };
  if (isNothing(job.plan) && (await on.live.isKept(planned.script))) return { ...job, isDone: true };
  if (!on.live.meaning.isStill(planned.state, job.planned, planned.script))
    throw new MachineError('what is loaded has changed since the plan was made: plan again');
  return { ...job, isDone: false };
}

/** What came of preparing jobs for hosts of these names. */
interface Preparation {
  readonly names: readonly string[];
  readonly asked: readonly Asked<Prepared>[];
  /** Of what they were read from. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Shows plans, and rolls out what they say. Where one machine cannot be asked, none is changed. */
export async function carryOut(
  { names, asked, diagnostics }: Preparation,
  args: TrialArguments,
  open: Open,
): Promise<ExitStatus> {
  const ready = asked.flatMap(({ value }) => value ?? []);
  const all = [...diagnostics, ...ready.flatMap((one) => one.diagnostics)];
  if (hasError(all)) return printFailure(all, args);
  if (tellFailures(names, asked)) return exit.machineLacks;
  const { planJson, planText } = await import('./plan-text.js');
  if (!args.json) {
    printDiagnostics(all);
    for (const { host, plan } of ready) process.stdout.write(`${planText(host, plan!)}\n`);
  }
  const jobs = ready.filter(({ isDone }) => !isDone) as readonly Job[];
  const [first, ...more] = jobs;
  const { rollOut } = await import('./rollout.js');
  if (first) return rollOut([{ ...first, diagnostics: all }, ...more], args, open);
  if (args.json) {
    const documents = ready.map(({ host, plan }) => ({ host, confirmed: true, ...planJson(plan!) }));
    printDocument(isSeveral(args) ? { hosts: documents } : documents[0]!, all);
  }
  return exit.fine;
}
