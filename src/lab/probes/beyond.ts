import type { Family } from '../../address/space.js';
import {
  type Endpoint,
  EVERYBODY,
  type LabHost,
  LOOPBACK_INTERFACE,
  type Network,
  type Probe,
  type ProbeTraffic,
  UNDECLARED,
} from '../model.js';
import { familyOf } from '../network/names.js';
import { inTurn } from './in-turn.js';
import type { Candidate } from './probed-rules.js';
import { type Random, randomOf } from './random.js';

/**
 * What no rule of an interface is about, and a host still decides: what comes by an interface that the definition does not know, what
 * is to be passed on, what a host says to itself, and what looks like a packet of the baseline without being one.
 */
export function beyondProbes({ hosts }: Network, seed: number): readonly Omit<Probe, 'id'>[] {
  const strangers = strangersTo(hosts);
  const random = randomOf(seed);
  const ofHosts = hosts.map((host): readonly Candidate[] => [
    ...undeclaredProbes(host, strangers),
    ...forwardProbes(host, strangers, random),
    ...imitations(host, strangers),
    ...loopbackProbes(host),
  ]);
  return [...inTurn<Candidate>(ofHosts)].map((candidate) => ({ ...candidate, purpose: candidate.purpose() }));
}

/**
 * Two addresses of each family that no host has: of the networks for benchmarks, whose beginning the laboratory lends to hosts. And one
 * that is private, where a server of DHCP can be.
 */
type Strangers = Readonly<Record<Family, readonly [Endpoint, Endpoint]>> & { readonly server: Endpoint };

function strangersTo(hosts: readonly LabHost[]): Strangers {
  const taken = new Set(hosts.flatMap(({ interfaces }) => interfaces.flatMap(({ addresses }) => addresses)));
  const free = (spell: (number: number) => string): readonly [Endpoint, Endpoint] => {
    const found: Endpoint[] = [];
    for (let number = 1; found.length < 2; number++)
      if (!taken.has(spell(number))) found.push({ address: spell(number) });
    return [found[0]!, found[1]!];
  };
  const within = (network: string) => (number: number) => `${network}.${number >>> 8}.${number & 255}`;
  return {
    ipv4: free(within('198.19')),
    ipv6: free((number) => `2001:2:0:f::${number.toString(16)}`),
    server: free(within('10.255'))[0],
  };
}

function endpointsOf({ id, interfaces, undeclared }: LabHost): readonly Endpoint[] {
  return [...interfaces, ...(undeclared ? [undeclared] : [])].flatMap((one) =>
    one.addresses.map((address) => ({ host: id, interface: one.id, address })),
  );
}

function* undeclaredProbes(host: LabHost, strangers: Strangers): Generator<Candidate> {
  for (const end of endpointsOf(host).filter((one) => one.interface === UNDECLARED)) {
    const family = familyOf(end.address);
    const [stranger] = strangers[family];
    for (const traffic of ordinary) {
      const purpose = () => `an interface of '${host.name}' that the definition does not know`;
      yield { from: stranger, to: end, family, traffic, purpose };
      yield { from: end, to: stranger, family, traffic, purpose };
    }
    for (const address of Object.values(EVERYBODY[family])) {
      const purpose = () =>
        `multicast and broadcast by an interface of '${host.name}' that the definition does not know`;
      yield {
        from: stranger,
        to: { ...end, address },
        family,
        traffic: { kind: 'many', port: 5353 },
        purpose,
      };
    }
  }
}

const ordinary: readonly ProbeTraffic[] = [
  { kind: 'tcp', port: 22 },
  { kind: 'udp', port: 53 },
  { kind: 'echo' },
];

function* loopbackProbes({ id, name }: LabHost): Generator<Candidate> {
  for (const address of ['127.0.0.1', '::1']) {
    const end = { host: id, interface: LOOPBACK_INTERFACE, address };
    const purpose = () => `'${name}' sends to itself`;
    for (const traffic of ordinary) yield { from: end, to: end, family: familyOf(address), traffic, purpose };
  }
}

function* forwardProbes(host: LabHost, strangers: Strangers, random: Random): Generator<Candidate> {
  for (const family of ['ipv4', 'ipv6'] as const) {
    const [from, beyond] = strangers[family];
    for (const { id } of host.interfaces) {
      const port = 1 + Math.floor(random.next() * 65_535);
      const to = { host: host.id, interface: id, address: beyond.address };
      const purpose = () => `'${host.name}' should forward it`;
      yield { from, to, family, traffic: { kind: 'forward', port }, purpose };
    }
  }
}

/** Neighbour discovery as it is, and what stands beside it. */
const discovery: readonly ProbeTraffic[] = [132, 133, 134, 135, 136].map((type) => ({
  kind: 'icmp',
  type,
  code: 0,
  hopLimit: 255,
}));

/** Everything between the ports of a service that has one at either end, and what stands beside it. */
function serviceLike(client: number, server: number): readonly ProbeTraffic[] {
  const ends = [client, server].map((port): ProbeTraffic => ({ kind: 'udp', port }));
  const others: readonly (readonly [port: number, sourcePort: number])[] = [
    [client, server],
    [server, client],
    [client + 1, server],
    [server + 1, client],
  ];
  return [...ends, ...others.map(([port, sourcePort]): ProbeTraffic => ({ kind: 'udp', port, sourcePort }))];
}

/** What DHCP says, and neighbour discovery, and what nearly looks so: with other ports, or come through a router. */
const lookalikes: Readonly<Record<Family, readonly ProbeTraffic[]>> = {
  ipv4: serviceLike(68, 67),
  ipv6: [
    ...serviceLike(546, 547),
    { kind: 'udp', port: 68, sourcePort: 67 },
    ...discovery,
    { kind: 'icmp', type: 135, code: 0, hopLimit: 254 },
    { kind: 'icmp', type: 135, code: 0 },
    { kind: 'icmp', type: 130, code: 0 },
    { kind: 'icmp', type: 130, code: 0, hopLimit: 1 },
  ],
};

function* imitations(host: LabHost, strangers: Strangers): Generator<Candidate> {
  for (const end of endpointsOf(host)) {
    const family = familyOf(end.address);
    // With one stranger, what DHCP says in one direction would be the answer to what it says in the other.
    const [stranger, other] = strangers[family];
    for (const traffic of lookalikes[family]) {
      const purpose = () => `what '${host.name}' always allows, or nearly that`;
      yield { from: stranger, to: end, family, traffic, purpose };
      yield { from: end, to: other, family, traffic, purpose };
      if (family === 'ipv4' && traffic.kind === 'udp')
        yield { from: strangers.server, to: end, family, traffic, purpose };
    }
  }
}
