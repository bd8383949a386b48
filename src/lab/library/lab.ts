import { parseAddress } from '../../address/parse.js';
import type { Family } from '../../address/space.js';
import type { Policy } from '../../policy/model.js';
import type { Laboratory } from '../laboratory.js';
import type { Endpoint, Fate, LabHost, Probe, ProbeTraffic, Wanted } from '../model.js';
import { familyOf } from '../network/names.js';
import type { Finished } from '../supervisor.js';
import { wantedOf } from '../wanted/wanted.js';
import { probeTraffic } from './traffic.js';

export interface ConnectOptions {
  /** Left out: IPv4 where both ends have it, else IPv6. */
  readonly family?: Family;
  /** The address to speak from, where a host has several. */
  readonly from?: string;
}

/** What came of one connection. */
export interface Connection {
  /** Whether it was let through, and the answer too. */
  readonly allowed: boolean;
  /** How far it got; `untried` where that cannot be told, and `problem` says why. */
  readonly fate: Fate | 'untried';
  readonly problem?: string;
  /** What the definition wants, and why. */
  readonly wanted: Wanted;
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** One who can speak in the laboratory: a host, or an address outside. */
export interface LabSpeaker {
  /**
   * Tries real traffic to a host, by its id or name, or to an address. `traffic` is written as in `allow`, of one port:
   * `tcp/5432`, `udp/53`, `icmp/echo-request`, `esp`.
   */
  connect(to: string, traffic: string, options?: ConnectOptions): Promise<Connection>;
  /** Runs a program there, by its arguments, never through a shell. */
  run(argv: readonly string[], input?: string): Promise<Finished>;
}

const forgotten = new FinalizationRegistry<Laboratory>((laboratory) => void laboratory.close());

/** A network in namespaces, with the script of each host loaded. */
export class Lab implements AsyncDisposable {
  readonly #laboratory: Laboratory;
  readonly #policies: ReadonlyMap<string, Policy>;
  #id = 0;

  constructor(laboratory: Laboratory, policies: ReadonlyMap<string, Policy>) {
    this.#laboratory = laboratory;
    this.#policies = policies;
    forgotten.register(this, laboratory, this);
    laboratory.release();
  }

  /** The ids of the hosts. */
  get hosts(): readonly string[] {
    return this.#laboratory.network.hosts.map(({ id }) => id);
  }

  /** A host by its id or name. It throws where there is none, or several have the name. */
  host(name: string): LabSpeaker {
    const host = this.#hostNamed(name);
    if (!host) throw new RangeError(`the laboratory has no host '${name}', only ${this.hosts.join(', ')}`);
    return this.#speaker(host.id, endpointsOf(host));
  }

  /** The outside world, speaking from an address that is no host's. */
  outside(address: string): LabSpeaker {
    const end = this.#endpoint(address);
    if (end.host !== undefined) throw new RangeError(`${address} is an address of host '${end.host}'`);
    return this.#speaker(undefined, [end]);
  }

  async close(): Promise<void> {
    forgotten.unregister(this);
    await this.#laboratory.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #speaker(host: string | undefined, own: readonly Endpoint[]): LabSpeaker {
    return {
      connect: (to, traffic, options = {}) => this.#connect(own, to, traffic, options),
      run: (argv, input) => this.#laboratory.held((one) => one.supervisor.run(one.place(host), argv, input)),
    };
  }

  async #connect(
    own: readonly Endpoint[],
    to: string,
    text: string,
    { family, from }: ConnectOptions,
  ): Promise<Connection> {
    const host = this.#hostNamed(to);
    const targets = host ? endpointsOf(host) : [this.#endpoint(to)];
    const sources = from === undefined ? own : own.filter(({ address }) => address === from);
    const { traffic, family: only } = probeTraffic(text);
    const ends = meeting(sources, targets, only ?? family);
    if (!ends) throw new RangeError(`nothing to speak from, or to, for ${text} to '${to}'`);
    return this.#try(ends, traffic);
  }

  async #try([from, to]: Ends, traffic: ProbeTraffic): Promise<Connection> {
    const family = familyOf(to.address);
    const probe: Probe = { id: ++this.#id, from, to, family, traffic, purpose: 'asked for' };
    const wanted = wantedOf(probe, this.#policies);
    const [trial] = await this.#laboratory.held((one) => one.try([{ probe, wanted }]));
    const { seen } = trial!;
    return { ...seen, allowed: seen.fate === 'answered', wanted, from, to };
  }

  #hostNamed(name: string): LabHost | undefined {
    const { hosts } = this.#laboratory.network;
    const named = hosts.filter((host) => host.id === name || host.name === name);
    if (named.length > 1) throw new RangeError(`${named.length} hosts are called '${name}'`);
    return named[0];
  }

  #endpoint(text: string): Endpoint {
    const parsed = parseAddress(text);
    if (!parsed.ok) throw new RangeError(`'${text}' is no host, and no address: ${parsed.fault.problem}`);
    const all = this.#laboratory.network.hosts.flatMap(endpointsOf);
    return all.find(({ address }) => address === text) ?? { address: text };
  }
}

type Ends = readonly [from: Endpoint, to: Endpoint];

function endpointsOf({ id, interfaces }: LabHost): readonly Endpoint[] {
  return interfaces.flatMap((one) =>
    one.addresses.map((address) => ({ host: id, interface: one.id, address })),
  );
}

/** The first addresses of a family that both have. */
function meeting(
  sources: readonly Endpoint[],
  targets: readonly Endpoint[],
  family?: Family,
): Ends | undefined {
  for (const one of family ? [family] : (['ipv4', 'ipv6'] as const)) {
    const [from, to] = [sources, targets].map((ends) =>
      ends.find(({ address }) => familyOf(address) === one),
    );
    if (from && to) return [from, to];
  }
  return undefined;
}
