import type { Host } from '../definition/model.js';
import { collect, type Outcome, type Report, watched } from '../diagnostics/diagnostic.js';
import type { TextFile } from '../document/file.js';
import { resolveHost } from '../policy/resolve.js';
import { type HostRuleset, optimize } from '../ruleset/host-ruleset.js';
import type { Header } from '../target/header.js';
import { fileEndings, type ProgramStats, type Target } from '../target/target.js';
import { type Analysis, analyse, withDiagnostics } from './analyse.js';
import { type MergeStats, mergeStats } from './merge-stats.js';
import type { CompileOptions } from './options.js';
import { isProven, proveScript } from './prove.js';
import { selectHosts } from './select-host.js';
import { writeScript } from './targets.js';
import { generator } from './version.js';

/** The script of one host. */
export interface CompiledScript {
  readonly host: string;
  readonly target: Target;
  readonly text: string;
  readonly stats: MergeStats;
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

/** `onHost` is told after each host how many are done, of how many. */
export function compileAnalysis(
  analysis: Analysis,
  options: CompileOptions,
  onHost: (done: number, total: number) => void = () => {},
): Outcome<readonly CompiledScript[]> {
  return collect((report) =>
    selectHosts(analysis.linked, options.hosts, report).map((host, i, hosts) => {
      const script = compileHost(analysis, host, options, report);
      onHost(i + 1, hosts.length);
      return script;
    }),
  );
}

function compileHost(
  { linked, files }: Analysis,
  host: Host,
  options: CompileOptions,
  report: Report,
): CompiledScript {
  const { target } = options;
  const writing = watched(report);
  const policy = resolveHost(linked, host, writing.report);
  const ruleset = optimize(policy);
  const { text, stats } = writeScript(ruleset, headerOf(ruleset, files, options), options, writing.report);
  // Of what cannot be written there is nothing to prove.
  if (isProven(options) && !writing.failed())
    proveScript(policy, { name: `${host.id}${fileEndings[target]}`, text }, target, report);
  checkBudget(host, stats, options, report);
  return { host: host.id, target, text, stats: { ...mergeStats(ruleset), ...stats } };
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
