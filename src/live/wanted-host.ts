import { backendOf } from '../backend/registry.js';
import type { Analysis } from '../compiler/analyse.js';
import { compileAnalysis } from '../compiler/compile.js';
import type { CompileOptions } from '../compiler/options.js';
import { selectHosts } from '../compiler/select-host.js';
import { collect, type Outcome } from '../diagnostics/diagnostic.js';
import { ReadSource } from '../diagnostics/source.js';
import { Resolver } from '../policy/resolve.js';
import type { Wanted } from './plan.js';

/** What a definition wants a host to have. */
export interface WantedHost extends Wanted {
  /** Id of the host. */
  readonly host: string;
  readonly policy: NonNullable<Wanted['policy']>;
}

/** Compiles the script of one host, which is named by id or name, and proves it. */
export function wantedHost(
  analysis: Analysis,
  hostName: string,
  options: CompileOptions,
): Outcome<WantedHost> {
  const { value, diagnostics } = compileAnalysis(analysis, { ...options, hosts: [hostName] });
  const [script] = value ?? [];
  if (!script) return { value: undefined, diagnostics };
  const { read, fileEnding } = backendOf(options.target);
  // What is to say about names and peers was said by the compile.
  const policy = collect((report) => {
    const [host] = selectHosts(analysis.linked, [hostName], report);
    return host && new Resolver(analysis.linked).resolve(host, report);
  }).value;
  if (!policy) throw new Error(`host '${hostName}' was compiled and cannot be resolved`);
  const source = new ReadSource(`${script.host}${fileEnding}`, script.text);
  return { value: { host: script.host, policy, script: source, read }, diagnostics };
}
