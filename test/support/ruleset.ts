import { analyse } from '../../src/compiler/analyse.js';
import type { SourceOptions } from '../../src/compiler/options.js';
import { collect } from '../../src/diagnostics/diagnostic.js';
import { textFile } from '../../src/document/file.js';
import { resolveHost } from '../../src/policy/resolve.js';
import { type HostRuleset, optimize } from '../../src/ruleset/host-ruleset.js';

const options: SourceOptions = { devices: new Map(), sizeLimit: 1e7 };

/** The merged ruleset of the host `dut` of a definition that must be right. */
export async function rulesetOf(text: string): Promise<HostRuleset> {
  const { value, diagnostics } = await analyse([textFile('test.yaml', text)], options);
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const { value: policy } = collect((report) =>
    resolveHost(value.linked, value.linked.hosts.byId.get('dut')!, report),
  );
  return optimize(policy!);
}
