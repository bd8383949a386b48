import { setTimeout as wait } from 'node:timers/promises';
import { backendOf } from '../backend/registry.js';
import type { Target } from '../target/target.js';
import type { Endpoint, Network, Probe, Trial } from './model.js';
import { type Cable, cablesOf, placeOf } from './network/names.js';
import { clearRecorder } from './network/recorder.js';
import { AT_A_TIME, buildNetwork, inTurns } from './network/setup.js';
import { PORTLESS_SECONDS } from './network/sysctls.js';
import { loadAdvice } from './requirements.js';
import { type Finished, OUTSIDE, type Place, Supervisor } from './supervisor.js';
import type { Tried } from './trial/round.js';
import { Events, Speaker } from './trial/speaker.js';
import { tryProbes } from './trial/try-probes.js';
import { LabUnavailable } from './unavailable.js';

/** The script of a host, to be loaded where it is meant for. */
export interface HostScript {
  readonly host: string;
  readonly target: Target;
  readonly text: string;
}

const MOST_RECORDED = 20_000;

/** Told how far a laboratory is. */
export type LabProgress = (
  phase: 'compiling' | 'building' | 'loading' | 'probing',
  done: number,
  total: number,
) => void;

/** Sockets that a probe may need in one place: its own, one that listens, and one that was accepted. */
const SOCKETS = 3;
/** A round costs a look at every recorder, so it is large; but a second of packets fits the queues of two cores. */
const MOST_IN_A_ROUND = 4_000;

const hasNoPorts = ({ probe }: Tried): boolean => probe.traffic.kind === 'protocol';

/** The network of some hosts in namespaces of their own, each with somebody who speaks and answers. */
export class Laboratory implements AsyncDisposable {
  readonly network: Network;
  readonly #supervisor: Supervisor;
  readonly #events = new Events();
  readonly #places: ReadonlyMap<string | undefined, Place>;
  readonly #speakers: ReadonlyMap<Place, Speaker>;
  #roundSize = MOST_IN_A_ROUND;
  #portlessUntil = 0;
  #busy = 0;
  #recorded = 0;

  private constructor(network: Network, supervisor: Supervisor) {
    this.network = network;
    this.#supervisor = supervisor;
    this.#places = new Map([
      [undefined, OUTSIDE],
      ...network.hosts.map(({ id }, index) => [id, placeOf(index)] as const),
    ]);
    this.#speakers = new Map(
      [...this.#places.values()].map((place) => [place, new Speaker(supervisor, place, this.#events)]),
    );
  }

  /** Builds it; an abort ends it, whatever it is doing. */
  static async build(network: Network, progress: LabProgress, signal?: AbortSignal): Promise<Laboratory> {
    signal?.throwIfAborted();
    const supervisor = await Supervisor.start();
    const abort = () => void supervisor.close();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const total = network.hosts.length;
      await buildNetwork(supervisor, network, (done) => progress('building', done, total));
      const laboratory = new Laboratory(network, supervisor);
      await laboratory.#measure();
      return laboratory;
    } catch (error) {
      await supervisor.close();
      signal?.throwIfAborted();
      throw error;
    }
  }

  get supervisor(): Supervisor {
    return this.#supervisor;
  }

  /** The namespace of a host; without one, of the outside world. */
  place(host: string | undefined): Place {
    const place = this.#places.get(host);
    if (place === undefined) throw new Error(`the laboratory has no host '${host}'`);
    return place;
  }

  /** What recorders keep is limited, and all of it is read at every look. */
  async #makeRoom(probes: number): Promise<void> {
    this.#recorded += probes;
    if (this.#recorded <= MOST_RECORDED) return;
    await this.#clearRecorders();
    this.#recorded = probes;
  }

  async #clearRecorders(): Promise<void> {
    this.#recorded = 0;
    const places = this.network.hosts.map(({ id }) => this.place(id));
    await inTurns(places, AT_A_TIME, (place) => clearRecorder(this.#supervisor, place));
  }

  #cable({ host, interface: id }: Endpoint): Cable {
    const place = this.place(host);
    const cable = cablesOf(this.network).find((one) => one.place === place && one.lab.id === id);
    if (!cable) throw new Error(`host '${host}' has no interface '${id}'`);
    return cable;
  }

  /** Loads each host's script in its own namespace. */
  async load(scripts: readonly HostScript[], progress: LabProgress): Promise<void> {
    let done = 0;
    await inTurns(scripts, AT_A_TIME, async (script) => {
      const { status, stderr } = await this.#loadOne(script);
      if (status !== 0)
        throw new LabUnavailable([
          `the script of host '${script.host}' does not load: ${stderr.trim()}`,
          ...loadAdvice(stderr),
        ]);
      progress('loading', ++done, scripts.length);
    });
  }

  /** Tries probes, of which no two may be one flow. Those that an abort leaves are untried. */
  async try(
    tried: readonly Tried[],
    progress: LabProgress = () => {},
    signal?: AbortSignal,
  ): Promise<readonly Trial[]> {
    await this.#untilForgotten(tried);
    // What an earlier trial has left in the recorders can look the same: the first round makes room.
    if (this.#recorded > 0) this.#recorded = MOST_RECORDED;
    const stage = {
      supervisor: this.#supervisor,
      events: this.#events,
      placeOf: (host: string | undefined) => this.place(host),
      speakerIn: (place: Place) => this.#speakers.get(place)!,
      makeRoom: (probes: number) => this.#makeRoom(probes),
      cableTo: ({ to }: Probe) => this.#cable(to),
    };
    const told = (done: number) => progress('probing', done, tried.length);
    const trials = await tryProbes(stage, tried, this.#roundSize, told, signal);
    if (tried.some(hasNoPorts)) this.#portlessUntil = performance.now() + (PORTLESS_SECONDS + 0.2) * 1000;
    return trials;
  }

  /** From now on, a program that only holds a laboratory may end, and the laboratory with it. */
  release(): void {
    this.#supervisor.hold(false);
  }

  /** Does something in a laboratory that was released, and holds the program until it is done. */
  async held<T>(work: (laboratory: this) => Promise<T>): Promise<T> {
    this.#busy++;
    this.#supervisor.hold(true);
    try {
      return await work(this);
    } finally {
      if (--this.#busy === 0) this.#supervisor.hold(false);
    }
  }

  /** Flows without ports of an earlier trial are not known any more, and nor are their packets, which look like all others of the pair. */
  async #untilForgotten(tried: readonly Tried[]): Promise<void> {
    if (!tried.some(hasNoPorts) || this.#portlessUntil === 0) return;
    await wait(Math.max(0, this.#portlessUntil - performance.now()));
    await this.#clearRecorders();
  }

  close(): Promise<void> {
    return this.#supervisor.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #loadOne({ host, target, text }: HostScript): Promise<Finished> {
    const place = this.place(host);
    const file = `/run/secgroup-${place}`;
    this.#supervisor.writeFile(file, text);
    return this.#supervisor.run(place, backendOf(target).kernel.load(file));
  }

  /** So many sockets one process may have open. */
  async #measure(): Promise<void> {
    const limit = Number(await this.#supervisor.sure(OUTSIDE, ['sh', '-c', 'ulimit -n']));
    if (limit > 0)
      this.#roundSize = Math.max(1, Math.min(MOST_IN_A_ROUND, Math.floor((limit - 50) / SOCKETS)));
  }
}
