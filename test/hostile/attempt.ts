import path from 'node:path';
import { stringify } from 'yaml';
import { parseAddress } from '../../src/address/parse.js';
import { analyse } from '../../src/compiler/analyse.js';
import { type CompiledScript, compileAnalysis } from '../../src/compiler/compile.js';
import type { CompileOptions } from '../../src/compiler/options.js';
import { collect, type Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { textFile } from '../../src/document/file.js';
import { DEFAULT_SIZE_LIMIT } from '../../src/document/size-limit.js';
import type { SourceText } from '../../src/index.js';
import type { Policy } from '../../src/policy/model.js';
import { Resolver } from '../../src/policy/resolve.js';
import { type Target, targets } from '../../src/target/target.js';
import type { Mapping, Value } from './fields.js';

/** What became of a definition: the scripts of all hosts for all targets; none where a diagnostic is an error. */
export interface Attempt {
  readonly diagnostics: readonly Diagnostic[];
  readonly scripts: readonly CompiledScript[];
  /** By host. */
  readonly policies: ReadonlyMap<string, Policy>;
}

const myIp = parseAddress('198.51.100.99');

const options: CompileOptions = {
  target: 'nftables',
  devices: new Map(),
  sizeLimit: DEFAULT_SIZE_LIMIT,
  myIp: myIp.ok ? myIp.range : undefined,
};

/** Files as they would lie in the folder. What is not called `.yaml` is JSON. */
export function textsOf(files: Value, folder: string): readonly SourceText[] {
  return Object.entries(files as Mapping).map(([name, value]) => ({
    name: path.join(folder, name),
    text: textOf(name, value),
  }));
}

function textOf(name: string, value: Value): string {
  return name.endsWith('.yaml') ? stringify(value) : JSON.stringify(value);
}

/** Compiles with proof, for every target or those given. */
export async function attempt(
  texts: readonly SourceText[],
  more: Partial<CompileOptions> = {},
  among: readonly Target[] = targets,
): Promise<Attempt> {
  const given = { ...options, ...more };
  const { value, diagnostics } = await analyse(
    texts.map(({ name, text }) => textFile(name, text)),
    given,
  );
  if (!value) return { diagnostics, scripts: [], policies: new Map() };
  const outcomes = among.map((target) => compileAnalysis(value, { ...given, target }));
  const policies = value.linked.hosts.nodes.flatMap((host) => {
    const policy = collect((report) => new Resolver(value.linked).resolve(host, report)).value;
    return policy ? [[host.id, policy] as const] : [];
  });
  return {
    diagnostics: [...diagnostics, ...outcomes.flatMap((outcome) => outcome.diagnostics)],
    scripts: outcomes.flatMap((outcome) => outcome.value ?? []),
    policies: new Map(policies),
  };
}
