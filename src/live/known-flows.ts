import type { Point } from '../address/intervals.js';
import { parseAddress } from '../address/parse.js';
import type { Family } from '../address/space.js';
import { type Machine, printedIfThere } from '../machine/machine.js';
import type { Sent } from '../proof/connection.js';

/** A flow that goes on, told by its first packet as the hooks of the host saw it. */
export interface KnownFlow extends Sent {
  /** As it was printed: where the first packet came from and went to. */
  readonly from: string;
  readonly to: string;
}

/** Of a machine: the flows that connection tracking knows, and its sockets that are connected by TCP. */
export interface KnownFlows {
  readonly tracked: readonly KnownFlow[];
  readonly sockets: readonly KnownFlow[];
  /** Programs that are not there, so that something is not known. */
  readonly missing: readonly string[];
}

export async function knownFlows(machine: Machine): Promise<KnownFlows> {
  const conntrack = (family: string) => printedIfThere(machine, 'conntrack', ['-L', '-f', family]);
  const [v4, v6, established, listening, addresses] = await Promise.all([
    conntrack('ipv4'),
    conntrack('ipv6'),
    printedIfThere(machine, 'ss', ['-Htn', 'state', 'established']),
    printedIfThere(machine, 'ss', ['-Hltn']),
    machine.addresses(),
  ]);
  const devices = new Map(
    [...addresses].flatMap(([device, all]) => all.map((address) => [withoutZone(address), device] as const)),
  );
  return {
    tracked: trackedOf(`${v4 ?? ''}\n${v6 ?? ''}`, devices),
    sockets: socketsOf(established ?? '', listening ?? '', devices),
    missing: [...(v4 === undefined ? ['conntrack'] : []), ...(established === undefined ? ['ss'] : [])],
  };
}

/** Which device has an address of this machine. */
type Devices = ReadonlyMap<string, string>;

/** A link-local address may name its device. */
function withoutZone(address: string): string {
  return address.replace(/%.*$/, '');
}

/** What a flow is made of, as the programs print it. */
interface Ends {
  readonly protocol: number;
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly cell: number;
}

/** What goes from one address of the machine to another is not judged, nor is what it forwards. */
function flowOf(ends: Ends, devices: Devices): readonly KnownFlow[] {
  const { protocol, source, sourcePort, destination, cell } = ends;
  const [from, to] = [devices.get(source), devices.get(destination)];
  if ((from === undefined) === (to === undefined)) return [];
  const [sender, receiver] = [parsed(source), parsed(destination)];
  if (!sender || !receiver) return [];
  const isIn = to !== undefined;
  return [
    {
      path: isIn ? 'input' : 'output',
      device: (isIn ? to : from)!,
      family: sender.family,
      own: isIn ? receiver.point : sender.point,
      peer: isIn ? sender.point : receiver.point,
      protocol,
      sourcePort,
      cell,
      from: source,
      to: destination,
    },
  ];
}

function parsed(text: string): { readonly family: Family; readonly point: Point } | undefined {
  const read = parseAddress(text);
  return read.ok ? { family: read.range.family, point: read.range.start } : undefined;
}

/** Such as `tcp 6 300 ESTABLISHED src=… dst=… sport=… dport=… src=… dst=… sport=… dport=… [ASSURED]`: both directions. */
function trackedOf(text: string, devices: Devices): readonly KnownFlow[] {
  return text.split('\n').flatMap((line) => {
    const protocol = Number(/^\S+ +(\d+) /.exec(line)?.[1]);
    const all = (key: string) =>
      [...line.matchAll(new RegExp(` ${key}=(\\S+)`, 'g'))].map(([, value]) => value!);
    // What another table translates, the hooks see as the answers come back: with the destination that is really meant.
    const [source, destination] = [all('src')[0], all('src')[1]];
    if (!protocol || source === undefined || destination === undefined) return [];
    const [type, code] = [all('type')[0], all('code')[0]];
    const [from, to] = [all('sport')[0], all('sport')[1]];
    const cell = type === undefined ? Number(to ?? 0) : Number(type) * 256 + Number(code ?? 0);
    return flowOf({ protocol, source, destination, sourcePort: Number(from ?? 0), cell }, devices);
  });
}

const TCP = 6;

/** A socket on a port that something listens on was opened by its peer. */
function socketsOf(established: string, listening: string, devices: Devices): readonly KnownFlow[] {
  const ports = new Set(
    listening.split('\n').flatMap((line) => portedOf(line.trim().split(/\s+/)[3])?.port ?? []),
  );
  return established.split('\n').flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const [own, peer] = [portedOf(words[2]), portedOf(words[3])];
    if (!own || !peer) return [];
    const [client, server] = ports.has(own.port) ? [peer, own] : [own, peer];
    return flowOf(
      {
        protocol: TCP,
        source: client.address,
        sourcePort: client.port,
        destination: server.address,
        cell: server.port,
      },
      devices,
    );
  });
}

/** Such as `10.0.0.5:22`, `[2001:db8::5]:22` and `[::ffff:10.0.0.5]:22`, which is the first. */
function portedOf(text = ''): { readonly address: string; readonly port: number } | undefined {
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^[\]]*)):(\d+)$/.exec(text) ?? [];
  if (port === undefined) return undefined;
  const address = withoutZone((bracketed ?? plain)!).replace(/^::ffff:(?=\d+\.)/, '');
  return { address, port: Number(port) };
}
