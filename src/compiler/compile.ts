import { backendOf } from '../backend/registry.js';
import type { Host } from '../definition/model.js';
import {
  collect,
  type Diagnostic,
  hasError,
  type Outcome,
  type Report,
  strictly,
  watched,
  withoutRepeats,
} from '../diagnostics/diagnostic.js';
import type { TextFile } from '../document/file.js';
import type { Policy } from '../policy/model.js';
import { Resolver } from '../policy/resolve.js';
import { type HostRuleset, Optimizer } from '../ruleset/host-ruleset.js';
import type { Header } from '../target/header.js';
import type { ProgramStats, Target } from '../target/target.js';
import { type Analysis, analyse, withDiagnostics } from './analyse.js';
import { type MergeStats, mergeStats } from './merge-stats.js';
import type { CompileOptions } from './options.js';
import { isProven, proveScript } from './prove.js';
import { selectHosts } from './select-host.js';
import { generator } from './version.js';

/** The script of one host. */
export interface CompiledScript {
  readonly host: string;
  readonly target: Target;
  readonly text: string;
  readonly stats: MergeStats;
}

/** A script that is loaded where a host's own cannot be. */
export interface RescueScript {
  readonly target: Target;
  readonly text: string;
}

/** Reads sources and compiles the scripts of their hosts; any error withholds all of them. */
export async function compileFiles(
  files: readonly TextFile[],
  options: CompileOptions,
): Promise<Outcome<readonly CompiledScript[]>> {
  const analysis = await analyse(files, options);
  if (!analysis.value) return { value: undefined, diagnostics: analysis.diagnostics };
  return withDiagnostics(compileAnalysis(analysis.value, options), analysis.diagnostics);
}

export function compileAnalysis(
  analysis: Analysis,
  options: CompileOptions,
): Outcome<readonly CompiledScript[]> {
  const { hosts, diagnostics } = hostsToCompile(analysis, options);
  return allOrNone(diagnostics, compileHosts(analysis, hosts, options));
}

/** The hosts that are meant, and what is to say about how they are named. */
export function hostsToCompile({ linked }: Analysis, { hosts: names }: CompileOptions) {
  let hosts: readonly Host[] = [];
  const { diagnostics } = collect((report) => {
    hosts = selectHosts(linked, names, report);
  });
  return { hosts, diagnostics };
}

/** Compiles hosts one after the other. `goesOn` is told after each how many are done, and stops it by saying no. */
export function compileHosts(
  analysis: Analysis,
  hosts: readonly Host[],
  options: CompileOptions,
  goesOn: (done: number) => boolean = () => true,
): readonly Outcome<CompiledScript>[] {
  const compiler = new HostCompiler(analysis, options);
  const outcomes: Outcome<CompiledScript>[] = [];
  for (const host of hosts) {
    outcomes.push(compiler.compile(host));
    if (!goesOn(outcomes.length)) break;
  }
  return outcomes;
}

/** One error anywhere withholds every script. */
export function allOrNone(
  earlier: readonly Diagnostic[],
  outcomes: readonly Outcome<CompiledScript>[],
): Outcome<readonly CompiledScript[]> {
  const diagnostics = withoutRepeats([...earlier, ...outcomes.flatMap((outcome) => outcome.diagnostics)]);
  const scripts = outcomes.map(({ value }) => value).filter((script) => script !== undefined);
  return { value: hasError(diagnostics) ? undefined : scripts, diagnostics };
}

/** Compiles hosts of one definition. What several of them have in common is worked out once. */
export class HostCompiler {
  readonly #files: readonly TextFile[];
  readonly #options: CompileOptions;
  readonly #resolver: Resolver;
  readonly #optimizer = new Optimizer();

  constructor({ linked, files }: Analysis, options: CompileOptions) {
    this.#files = files;
    this.#options = options;
    this.#resolver = new Resolver(linked);
  }

  compile(host: Host): Outcome<CompiledScript> {
    const outcome = collect((report) => this.#compile(host, report));
    return this.#options.strict ? strictly(outcome) : outcome;
  }

  /** What is loaded in the place of a host's script that cannot be, for each of the targets that are tried. */
  rescue(host: Host): Outcome<readonly RescueScript[]> {
    return collect((report) => {
      // What there is to say of the host is said of its script.
      const policy = this.#resolver.rescue(host);
      const name = `${host.id}, in the place of rules that cannot be loaded`;
      return backendOf(this.#options.target).kernel.boot.rescuers.map((target) => {
        const { text } = this.#write({ ...policy, host: { ...policy.host, id: name, name } }, target, report);
        return { target, text };
      });
    });
  }

  #compile(host: Host, report: Report): CompiledScript {
    const { target } = this.#options;
    const writing = watched(report);
    const policy = this.#resolver.resolve(host, writing.report);
    const { text, stats, ruleset } = this.#write(policy, target, report, writing);
    checkBudget(host, stats, this.#options, report);
    return {
      host: host.id,
      target,
      text,
      stats: { ...mergeStats(ruleset, backendOf(target).shortRuns), ...stats },
    };
  }

  #write(policy: Policy, target: Target, report: Report, writing = watched(report)) {
    const options = { ...this.#options, target };
    const ruleset = this.#optimizer.optimize(policy);
    const backend = backendOf(target);
    const header = headerOf(ruleset, this.#files, options);
    const { text, stats } = backend.write(ruleset, header, options, writing.report);
    // Of what cannot be written there is nothing to prove.
    if (isProven(options) && !writing.failed())
      proveScript(policy, { name: `${policy.host.id}${backend.fileEnding}`, text }, backend, report);
    return { text, stats, ruleset };
  }
}

function checkBudget(host: Host, stats: ProgramStats, { budget }: CompileOptions, report: Report): void {
  const lookups = stats.worstCaseLookups;
  if (budget === undefined || lookups <= budget) return;
  report('over-budget', host.span, { host: host.id, lookups, budget });
}

function headerOf({ host }: HostRuleset, files: readonly TextFile[], options: CompileOptions): Header {
  const { target } = options;
  const sources = files.map(({ name, digest }) => ({ name: shownName(name), digest: digest.slice(0, 16) }));
  const shown = host.name === host.id ? host.id : `${host.id} (${host.name})`;
  return { generator, host: shown, target, sources, ...(options.proof === false && { unproven: true }) };
}

/** Scripts are the same on every machine, so an absolute path is shown by its last part. */
function shownName(name: string): string {
  return name.startsWith('/') ? name.slice(name.lastIndexOf('/') + 1) : name;
}
