import { analyse } from '../../src/compiler/analyse.js';
import type { SourceOptions } from '../../src/compiler/options.js';
import { collect } from '../../src/diagnostics/diagnostic.js';
import { textFile } from '../../src/document/file.js';
import { Resolver } from '../../src/policy/resolve.js';
import { type HostRuleset, Optimizer } from '../../src/ruleset/host-ruleset.js';

const options: SourceOptions = { devices: new Map(), sizeLimit: 1e7 };

/** The merged ruleset of the host `dut` of a definition that must be right. */
export async function rulesetOf(text: string): Promise<HostRuleset> {
  const { value, diagnostics } = await analyse([textFile('test.yaml', text)], options);
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const { value: policy } = collect((report) =>
    new Resolver(value.linked).resolve(value.linked.hosts.byId.get('dut')!, report),
  );
  return new Optimizer().optimize(policy!);
}
