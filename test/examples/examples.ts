import { expect } from 'vitest';
import { parseAddress } from '../../src/address/parse.js';
import { type CompiledScript, compileFiles } from '../../src/compiler/compile.js';
import type { CompileOptions } from '../../src/compiler/options.js';
import { collectAsync } from '../../src/diagnostics/diagnostic.js';
import { readPaths } from '../../src/document/file.js';
import { DEFAULT_SIZE_LIMIT } from '../../src/document/size-limit.js';
import type { Target } from '../../src/target/target.js';

/** One definition of examples/, and what it is compiled with. */
export interface Example {
  readonly name: string;
  /** As on a command line in the project's folder. */
  readonly sources: readonly string[];
  readonly hosts: readonly string[];
  readonly myIp?: string | undefined;
  /** Every warning that there should be: its code and what it is about. */
  readonly warnings?: readonly string[] | undefined;
}

const foreignGroup = `unresolved-group: group 'sg-0f8e7d6c5b4a39281' belongs to account 210987654321 and is not in the input: it matches nothing`;

const forwarding =
  "forward-ignored: packets forwarded by host 'edge-1' are not filtered: a translated port, such as a container's published one, answers even if no rule allows it";

export const examples: readonly Example[] = [
  { name: 'web-server', sources: ['examples/web-server/web-server.yaml'], hosts: ['web-1'] },
  {
    name: 'three-tier',
    sources: ['examples/three-tier.yaml'],
    hosts: ['bastion-1', 'web-1', 'web-2', 'app-1', 'app-2', 'db-1', 'db-2'],
  },
  {
    name: 'three-machines',
    sources: ['examples/three-machines/three-machines.yaml'],
    hosts: ['web-1', 'web-2', 'db-1'],
  },
  { name: 'ipv6-only', sources: ['examples/ipv6-only/ipv6-only.yaml'], hosts: ['web-1', 'app-1', 'app-2'] },
  { name: 'many-groups', sources: ['examples/many-groups/many-groups.yaml'], hosts: ['old-1'] },
  {
    name: 'aws',
    sources: ['examples/aws'],
    hosts: ['i-0f1a2b3c4d5e6f708', 'i-0e9d8c7b6a5f4e302', 'eni-0c98b87a76f65e544'],
    warnings: [foreignGroup],
  },
  {
    name: 'aws-inventory',
    sources: ['examples/aws', 'examples/aws-inventory'],
    hosts: ['rack-web', 'rack-db'],
    warnings: [foreignGroup],
  },
  {
    name: 'restricted-egress',
    sources: ['examples/restricted-egress/restricted-egress.yaml'],
    hosts: ['app-1', 'db-1'],
  },
  {
    name: 'early-drop',
    sources: ['examples/early-drop/early-drop.yaml'],
    hosts: ['web-1', 'ns-1'],
  },
  { name: 'reject', sources: ['examples/reject/reject.yaml'], hosts: ['api-1', 'job-1'] },
  {
    name: 'provisioning',
    sources: ['examples/provisioning/edge.yaml'],
    hosts: ['edge-1'],
    myIp: '198.51.100.23',
    warnings: [forwarding],
  },
];

/** Compiles an example as the command line does; it has no diagnostic but those that it should have. */
export async function compileExample(
  { sources, hosts, myIp, warnings = [] }: Example,
  target: Target,
  more: Partial<CompileOptions> = {},
): Promise<readonly CompiledScript[]> {
  const address = myIp === undefined ? undefined : parseAddress(myIp);
  const options: CompileOptions = {
    target,
    hosts,
    devices: new Map(),
    sizeLimit: DEFAULT_SIZE_LIMIT,
    myIp: address?.ok ? address.range : undefined,
    ...more,
  };
  const files = await collectAsync((report) => readPaths(sources, options, report));
  const { value, diagnostics } = await compileFiles(files.value ?? [], options);
  const said = [...files.diagnostics, ...diagnostics].map(({ code, message }) => `${code}: ${message}`);
  expect(said).toEqual(warnings);
  return value!;
}
