import { intervalsOf } from '../../src/address/intervals.js';
import { ipv4 } from '../../src/address/ipv4.js';
import { ipv6 } from '../../src/address/ipv6.js';
import { analyse } from '../../src/compiler/analyse.js';
import type { SourceOptions } from '../../src/compiler/options.js';
import type { Interface } from '../../src/definition/model.js';
import { collect } from '../../src/diagnostics/diagnostic.js';
import { textFile } from '../../src/document/file.js';
import type { LabHost } from '../../src/lab/model.js';
import type { ProbedHost } from '../../src/lab/probes/derive.js';
import type { Policy } from '../../src/policy/model.js';
import { Resolver } from '../../src/policy/resolve.js';
import { Optimizer } from '../../src/ruleset/host-ruleset.js';

const options: SourceOptions = { devices: new Map(), sizeLimit: 1e8 };

/** The hosts of a definition that must be right, as a laboratory would build them, with nothing lent. */
export async function probedHosts(text: string, name = 'test.yaml'): Promise<readonly ProbedHost[]> {
  const { value, diagnostics } = await analyse([textFile(name, text)], options);
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const { linked } = value;
  return linked.definition.hosts.map((one) => {
    const { value: policy } = collect((report) => new Resolver(linked).resolve(one, report));
    const host: LabHost = { id: one.id, name: one.name, interfaces: one.interfaces.map(labInterface) };
    return { host, policy: policy!, ruleset: new Optimizer().optimize(policy!) };
  });
}

export function policiesOf(hosts: readonly ProbedHost[]): ReadonlyMap<string, Policy> {
  return new Map(hosts.map(({ host, policy }) => [host.id, policy]));
}

function labInterface({ id, device, addresses }: Interface, at: number): LabHost['interfaces'][number] {
  return {
    id,
    device: device ?? `lab${at}`,
    addresses: [
      ...Array.from(intervalsOf(addresses.ipv4), ({ start }) => ipv4.format(start)),
      ...Array.from(intervalsOf(addresses.ipv6), ({ start }) => ipv6.format(start)),
    ],
  };
}
