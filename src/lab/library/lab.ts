import type { Family } from '../../address/space.js';
import type { Policy } from '../../policy/model.js';
import type { Laboratory } from '../laboratory.js';
import type { Endpoint, Fate, Probe, Trial, Wanted } from '../model.js';
import { familyOf } from '../network/names.js';
import type { Finished } from '../supervisor.js';
import type { Tried } from '../trial/round.js';
import { wantedBy } from '../wanted/wanted.js';
import { type Ends, endpointAt, endpointsOf, hostNamed, meeting, spelled } from './ends.js';
import { together } from './together.js';
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
  /** How far it got. */
  readonly fate: Fate;
  /** Whether it was refused, and its sender learned that by a TCP reset or an ICMP error. */
  readonly told: boolean;
  /** What the definition wants, and why. */
  readonly wanted: Wanted;
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** One who can speak in the laboratory: a host, or an address outside. */
export interface LabSpeaker {
  /**
   * Tries real traffic to a host, by its id or name, or to an address. `traffic` is written as in `allow`, of one port:
   * `tcp/5432`, `udp/53`, `icmp/echo-request`, `esp`. It rejects where nothing could be found out, so that what could not be
   * tried is never taken for refused.
   */
  connect(to: string, traffic: string, options?: ConnectOptions): Promise<Connection>;
  /** Runs a program there, by its arguments, never through a shell. */
  run(argv: readonly string[], input?: string): Promise<Finished>;
}

const forgotten = new FinalizationRegistry<Laboratory>((laboratory) => void laboratory.close());

/** No firewall is between a host and itself. */
const TO_ITSELF: Wanted = {
  fate: 'answered',
  because: 'a host reaches its own addresses by the loopback device',
};

/** A network in namespaces, with the script of each host loaded. */
export class Lab implements AsyncDisposable {
  readonly #laboratory: Laboratory;
  readonly #wantedOf: (probe: Probe) => Wanted;
  readonly #tryOne: (tried: Tried) => Promise<Trial>;
  #id = 0;
  #isClosed = false;

  constructor(laboratory: Laboratory, policies: ReadonlyMap<string, Policy>) {
    this.#laboratory = laboratory;
    this.#wantedOf = wantedBy(policies);
    this.#tryOne = together((tried) => laboratory.try(tried));
    forgotten.register(this, laboratory, this);
    laboratory.release();
  }

  /** The ids of the hosts. */
  get hosts(): readonly string[] {
    return this.#laboratory.network.hosts.map(({ id }) => id);
  }

  /** A host by its id or name. It throws where there is none, or several have the name. */
  host(name: string): LabSpeaker {
    const host = hostNamed(this.#laboratory.network, name);
    if (!host) throw new RangeError(`the laboratory has no host '${name}', only ${this.hosts.join(', ')}`);
    return this.#speaker(host.id, endpointsOf(host));
  }

  /** The outside world, speaking from an address that is no host's. */
  outside(address: string): LabSpeaker {
    const end = endpointAt(this.#laboratory.network, address);
    if (end.host !== undefined) throw new RangeError(`${address} is an address of host '${end.host}'`);
    return this.#speaker(undefined, [end]);
  }

  /** What is still being tried is rejected. */
  async close(): Promise<void> {
    this.#isClosed = true;
    forgotten.unregister(this);
    await this.#laboratory.held((one) => one.close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #speaker(host: string | undefined, own: readonly Endpoint[]): LabSpeaker {
    return {
      connect: (to, traffic, options = {}) => this.#connect(own, to, traffic, options),
      run: (argv, input) => this.#whileOpen((one) => one.supervisor.run(one.place(host), argv, input)),
    };
  }

  async #connect(
    own: readonly Endpoint[],
    to: string,
    text: string,
    { family, from }: ConnectOptions,
  ): Promise<Connection> {
    const { traffic, family: only = family } = probeTraffic(text);
    if (family !== undefined && family !== only) throw new RangeError(`${text} is not of ${family}`);
    const ends = meeting(this.#sources(own, from), this.#targets(to), only);
    if (!ends) throw new RangeError(`the two ends of ${text} to '${to}' have no addresses of one family`);
    if (ends.every(({ host }) => host === undefined))
      throw new RangeError(
        `neither ${to} nor the sender is a host's address: there is no firewall between them`,
      );
    const probe = { from: ends[0], to: ends[1], family: familyOf(ends[1].address), traffic };
    return this.#try({ id: ++this.#id, ...probe, purpose: 'asked for' }, ends, text);
  }

  #sources(own: readonly Endpoint[], from: string | undefined): readonly Endpoint[] {
    if (from === undefined) return own;
    const address = spelled(from);
    const sources = own.filter((end) => end.address === address);
    if (sources.length === 0) throw new RangeError(`${from} is not an address of the sender`);
    return sources;
  }

  #targets(to: string): readonly Endpoint[] {
    const { network } = this.#laboratory;
    const host = hostNamed(network, to);
    if (host) return endpointsOf(host);
    if (/^[\d.]+$|:/.test(to)) return [endpointAt(network, to)];
    throw new RangeError(`the laboratory has no host '${to}', only ${this.hosts.join(', ')}`);
  }

  async #try(probe: Probe, [from, to]: Ends, text: string): Promise<Connection> {
    const isToItself = from.host !== undefined && from.host === to.host;
    const wanted = isToItself ? TO_ITSELF : this.#wantedOf(probe);
    const { seen } = await this.#whileOpen(() => this.#tryOne({ probe, wanted }));
    if (seen.fate === 'untried')
      throw new Error(`${text} from ${from.address} to ${to.address} could not be tried: ${seen.problem}`);
    const { fate, isTold: told = false } = seen;
    return { allowed: fate === 'answered', fate, told, wanted, from, to };
  }

  async #whileOpen<T>(work: (laboratory: Laboratory) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new Error(CLOSED);
    try {
      return await this.#laboratory.held(work);
    } catch (error) {
      throw this.#isClosed ? new Error(CLOSED) : error;
    }
  }
}

const CLOSED = 'the laboratory is closed';
