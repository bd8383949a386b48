import type { Family } from '../../address/space.js';
import {
  type Endpoint,
  type LabHost,
  type Network,
  type Probe,
  type ProbeTraffic,
  UNDECLARED,
} from '../model.js';
import { familyOf } from '../network/names.js';
import { type Random, randomOf } from './random.js';
import type { Candidate } from './side.js';

/**
 * What no rule of an interface is about, and a host still decides: what comes by an interface that the definition does not know, what
 * is to be passed on, and what looks like a packet of the baseline without being one.
 */
export function beyondProbes({ hosts }: Network, seed: number): readonly Omit<Probe, 'id'>[] {
  const strangers = strangersTo(hosts);
  const random = randomOf(seed);
  return hosts
    .flatMap((host) => [
      ...undeclaredProbes(host, strangers),
      ...forwardProbes(host, strangers, random),
      ...imitations(host, strangers),
    ])
    .map((candidate) => ({ ...candidate, purpose: candidate.purpose() }));
}

/** Two addresses of each family that no host has: of the networks for benchmarks, whose beginning the laboratory lends to hosts. */
type Strangers = Readonly<Record<Family, readonly [Endpoint, Endpoint]>>;

function strangersTo(hosts: readonly LabHost[]): Strangers {
  const taken = new Set(hosts.flatMap(({ interfaces }) => interfaces.flatMap(({ addresses }) => addresses)));
  const free = (spell: (number: number) => string): readonly [Endpoint, Endpoint] => {
    const found: Endpoint[] = [];
    for (let number = 1; found.length < 2; number++)
      if (!taken.has(spell(number))) found.push({ address: spell(number) });
    return [found[0]!, found[1]!];
  };
  return {
    ipv4: free((number) => `198.19.${number >>> 8}.${number & 255}`),
    ipv6: free((number) => `2001:2:0:f::${number.toString(16)}`),
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
  }
}

const ordinary: readonly ProbeTraffic[] = [
  { kind: 'tcp', port: 22 },
  { kind: 'udp', port: 53 },
  { kind: 'echo' },
];

function* forwardProbes(host: LabHost, strangers: Strangers, random: Random): Generator<Candidate> {
  for (const family of ['ipv4', 'ipv6'] as const) {
    const [from, beyond] = strangers[family];
    for (const { id } of host.interfaces) {
      const port = 1 + Math.floor(random.next() * 65_535);
      const to = { host: host.id, interface: id, address: beyond.address };
      const purpose = () => `'${host.name}' is to pass it on`;
      yield { from, to, family, traffic: { kind: 'forward', port }, purpose };
    }
  }
}

/** DHCP's ports from others than its servers, and neighbour discovery that has come through a router; beside that, a real one. */
const lookalikes: Readonly<Record<Family, readonly ProbeTraffic[]>> = {
  ipv4: [
    { kind: 'udp', port: 68 },
    { kind: 'udp', port: 67 },
  ],
  ipv6: [
    { kind: 'udp', port: 546 },
    { kind: 'udp', port: 547 },
    { kind: 'icmp', type: 135, code: 0 },
    { kind: 'icmp', type: 130, code: 0 },
    { kind: 'icmp', type: 133, code: 0, hopLimit: 255 },
  ],
};

function* imitations(host: LabHost, strangers: Strangers): Generator<Candidate> {
  for (const end of endpointsOf(host)) {
    const family = familyOf(end.address);
    const [stranger] = strangers[family];
    for (const traffic of lookalikes[family]) {
      const purpose = () => `what '${host.name}' admits whatever its rules say, or nearly that`;
      yield { from: stranger, to: end, family, traffic, purpose };
      yield { from: end, to: stranger, family, traffic, purpose };
    }
  }
}
