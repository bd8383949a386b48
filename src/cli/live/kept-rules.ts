import type { Outcome } from '../../diagnostics/diagnostic.js';
import type { Source } from '../../diagnostics/source.js';
import { visible } from '../../diagnostics/visible.js';
import type { About } from '../../live/generations.js';
import type { Plan } from '../../live/plan.js';
import { type ExitStatus, exit } from '../exit.js';
import { printDiagnostics, printFailure, printJson } from '../report.js';
import { eachOf, tellFailures } from './each-host.js';
import { type MachineArguments, type Named, withPlaces } from './machine-command.js';
import type { OpenHost, TrialArguments } from './options.js';
import { isSeveral } from './places.js';
import type { Job } from './trial.js';

/** What was done on a machine at once, or what is to be tried there. */
export interface Back {
  readonly name: string | undefined;
  /** The generation of the trial that was ended. */
  readonly ended?: number;
  readonly outcome?: Outcome<Job>;
}

/** Brings machines to rules that they have kept: `find` says to which, or does what can be done at once. */
export async function rollOutKept(
  args: MachineArguments & TrialArguments,
  find: (on: Named) => Promise<Back>,
): Promise<ExitStatus> {
  const { value, diagnostics } = await withPlaces(args, async (places, names, open) => {
    const asked = await eachOf(places, async (place) => find(await place()));
    const found = asked.flatMap((one) => one.value ?? []);
    tellEnded(found, args);
    if (tellFailures(names, asked)) return exit.machineLacks;
    const wrong = found.flatMap(({ outcome }) => (outcome && !outcome.value ? outcome.diagnostics : []));
    if (wrong.length > 0) return printFailure(wrong, args);
    const jobs = found.flatMap(({ outcome }) => outcome?.value ?? []);
    if (jobs.length === 0) return exit.fine;
    const { planText } = await import('./plan-text.js');
    if (!args.json)
      for (const { host, plan, diagnostics } of jobs) {
        printDiagnostics(diagnostics);
        process.stdout.write(`${planText(host, plan)}\n`);
      }
    const { rollOut } = await import('./rollout.js');
    return rollOut(jobs, args, open);
  });
  return value ?? printFailure(diagnostics, args);
}

function tellEnded(found: readonly Back[], args: MachineArguments): void {
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

/** What brings a machine to a generation that it has kept. */
export async function keptJob(on: Named, kept: About): Promise<Outcome<Job>> {
  const { ReadSource } = await import('../../diagnostics/source.js');
  const name = `generation ${kept.number}`;
  return scriptJob(on, kept, new ReadSource(name, await on.generations.script(kept.number)));
}

/** What loads a script of which no definition is at hand. */
export async function scriptJob(
  on: OpenHost,
  kept: Omit<About, 'number' | 'applied' | 'boot' | 'by'>,
  script: Source,
): Promise<Outcome<Job>> {
  const { live, kernel, read } = on;
  const { firewallOf } = await import('../../live/plan.js');
  const { planHere } = await import('../../live/plan-here.js');
  const wanted = { script, read, policy: undefined, keepsFlows: kept.keepsFlows };
  const { value, diagnostics, loaded } = await planHere(live, wanted, kernel);
  const job = (plan: Plan): Job => ({
    on,
    host: kept.host,
    target: kept.target,
    ...(kept.xtables && { xtables: kept.xtables }),
    ...(kept.keepsFlows && { keepsFlows: true }),
    generator: kept.generator,
    sources: kept.sources,
    script: script.text,
    firewall: firewallOf(script, read, () => undefined),
    plan,
    planned: loaded.listing,
    diagnostics,
  });
  return { value: value && job(value), diagnostics };
}
