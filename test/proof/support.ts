import { parseAddress } from '../../src/address/parse.js';
import { backendOf } from '../../src/backend/registry.js';
import { analyse } from '../../src/compiler/analyse.js';
import { compileAnalysis } from '../../src/compiler/compile.js';
import type { CompileOptions } from '../../src/compiler/options.js';
import { proveScript } from '../../src/compiler/prove.js';
import { collect, collectAsync, type Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { readPaths, type TextFile, textFile } from '../../src/document/file.js';
import { DEFAULT_SIZE_LIMIT } from '../../src/document/size-limit.js';
import type { Policy } from '../../src/policy/model.js';
import { Resolver } from '../../src/policy/resolve.js';
import { Devices } from '../../src/proof/devices.js';
import { type DimensionName, dimensionOf, type Path, rankOf } from '../../src/proof/dimensions.js';
import { destinationTypes, type Field, families, type State, states } from '../../src/proof/firewall.js';
import type { Packet } from '../../src/proof/packet.js';
import type { Target } from '../../src/target/target.js';
import type { Example } from '../examples/examples.js';
import type { ProbePacket } from '../reference/model.js';
import { stateOfFirstPacket } from '../reference/tracking.js';

/** A host of a definition, and its script. */
export interface Subject {
  readonly policy: Policy;
  readonly script: string;
  /** Left out: nftables. */
  readonly target?: Target;
}

/** How a script is made; nftables where nothing is said. */
export type Making = Partial<Pick<CompileOptions, 'target' | 'xtables' | 'treeRun'>>;

/** Undefined where the target cannot express the definition. */
export async function subjectOf(
  text: string,
  host: string,
  making: Making = {},
): Promise<Subject | undefined> {
  const options: CompileOptions = {
    target: 'nftables',
    ...making,
    devices: new Map(),
    sizeLimit: DEFAULT_SIZE_LIMIT,
    hosts: [host],
    proof: false,
  };
  const [subject] = await subjectsOf([textFile('d.yaml', text)], options);
  return subject;
}

/** The hosts that the options name. */
async function subjectsOf(files: readonly TextFile[], options: CompileOptions): Promise<readonly Subject[]> {
  const analysis = await analyse(files, options);
  if (!analysis.value) throw new Error(analysis.diagnostics.map(({ message }) => message).join());
  const { linked } = analysis.value;
  const scripts = compileAnalysis(analysis.value, options).value ?? [];
  return scripts.map(({ host, text }) => {
    const resolved = collect((report) => new Resolver(linked).resolve(linked.hosts.byId.get(host)!, report));
    return { policy: resolved.value!, script: text, target: options.target };
  });
}

/** Every host of an example. */
export async function subjectsOfExample(
  { sources, hosts, myIp }: Example,
  making: Making = {},
): Promise<readonly Subject[]> {
  const address = myIp === undefined ? undefined : parseAddress(myIp);
  const options: CompileOptions = {
    target: 'nftables',
    ...making,
    devices: new Map(),
    sizeLimit: DEFAULT_SIZE_LIMIT,
    hosts,
    myIp: address?.ok ? address.range : undefined,
    proof: false,
  };
  const files = await collectAsync((report) => readPaths(sources, options, report));
  return subjectsOf(files.value!, options);
}

export function proofOf({ policy, script, target = 'nftables' }: Subject): readonly Diagnostic[] {
  return collect((report) => proveScript(policy, { name: 'h', text: script }, backendOf(target), report))
    .diagnostics;
}

/** What a packet is like; what is left out is ordinary. */
export interface Like {
  readonly state?: State;
  readonly device?: string;
  readonly from?: string;
  readonly to?: string;
  readonly family?: 'ipv4' | 'ipv6';
  readonly protocol?: number;
  readonly nextHeader?: number;
  readonly flags?: number;
  readonly hops?: number;
  readonly sourcePort?: number;
  readonly port?: number;
  /** Type and code. */
  readonly icmp?: readonly [number, number];
  readonly destinationType?: (typeof destinationTypes)[number];
}

export const devices = new Devices(['lo', 'eth0', 'eth1', 'eth2', 'wlan0']);

export function packetLike(path: Path, like: Like, among: Devices = devices): Packet {
  const values = new Map<number, number | bigint>();
  const set = (field: Field, value: number | bigint) =>
    values.set(rankOf(dimensionOf(field, path) as DimensionName), value);
  const family = like.family ?? (`${like.from}${like.to}`.includes(':') ? 'ipv6' : 'ipv4');
  const protocol = like.protocol ?? 6;
  const device = among.names.indexOf(like.device ?? 'eth0');
  if (device < 0) throw new Error(`${like.device} is not known here`);
  set('state', states.indexOf(like.state ?? 'new'));
  set('destinationType', destinationTypes.indexOf(like.destinationType ?? 'local'));
  set('inDevice', path === 'output' ? 0 : device);
  set('outDevice', path === 'input' ? 0 : device);
  set('family', families.indexOf(family));
  set('protocol', protocol);
  set('nextHeader', like.nextHeader ?? protocol);
  set('tcpFlags', like.flags ?? 2);
  set('hopLimit', like.hops ?? 64);
  set('sourcePort', like.sourcePort ?? 40_000);
  set('cell', like.icmp ? like.icmp[0] * 256 + like.icmp[1] : (like.port ?? 0));
  set('source4', family === 'ipv4' ? Number(addressOf(like.from ?? '203.0.113.7')) : 0);
  set('destination4', family === 'ipv4' ? Number(addressOf(like.to ?? '192.0.2.1')) : 0);
  set('source6', family === 'ipv6' ? addressOf(like.from ?? '2001:db8::7') : 0n);
  set('destination6', family === 'ipv6' ? addressOf(like.to ?? '2001:db8::1') : 0n);
  return { path, values, devices: among };
}

function addressOf(text: string): bigint {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(`'${text}' is not an address`);
  return BigInt(parsed.range.start);
}

/** A packet of the reference evaluator, as the first of its flow. */
export function packetOfProbe(probe: ProbePacket): Packet {
  return packetLike(probe.direction === 'ingress' ? 'input' : 'output', {
    state: stateOfFirstPacket(probe),
    device: probe.device,
    from: probe.source,
    to: probe.destination,
    family: probe.family,
    protocol: probe.protocol,
    ...(probe.hopLimit !== undefined && { hops: probe.hopLimit }),
    ...(probe.sourcePort !== undefined && { sourcePort: probe.sourcePort }),
    ...(probe.destinationPort !== undefined && { port: probe.destinationPort }),
    ...(probe.icmpType !== undefined && { icmp: [probe.icmpType, probe.icmpCode ?? 0] }),
  });
}
