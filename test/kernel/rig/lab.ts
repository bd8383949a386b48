import type { Frame } from './frame.js';
import type { LabPlan, Place } from './plan.js';
import type { Probe } from './probe.js';
import type { Finished } from './run.js';

/** A process that was started in the laboratory and lives until it is stopped or the laboratory closes. */
export interface Service {
  stop(): Promise<void>;
}

/** A host and its outside world that stay, for tests that need more than volleys of packets. */
export interface Lab {
  readonly plan: LabPlan;
  /** Runs a command to its end, within 60 seconds if not said; a status that is not 0 is a result, not an error. */
  exec(
    where: Place,
    argv: readonly string[],
    options?: { readonly input?: string; readonly seconds?: number },
  ): Promise<Finished>;
  /** Starts a command and waits for its first line. It should end with its standard input. */
  start(where: Place, argv: readonly string[]): Promise<Service>;
  /** Loads a script into the host; an nft script unless the command says otherwise. */
  load(script: string, command?: readonly string[]): Promise<Finished>;
  /**
   * Sends the packets by direction (ingress, egress, forward) and gives the ids of those that arrived. Flows stay known
   * until `forget`.
   */
  probe(probes: readonly Probe[]): Promise<ReadonlySet<number>>;
  /** Sends packets from outside and gives all that the host sent back out of the same interfaces at once. */
  exchange(probes: readonly Probe[]): Promise<readonly Frame[]>;
  /** Makes the host forget all flows. */
  forget(): Promise<void>;
  /** Ends every process of the laboratory; with the last of them the kernel removes the namespaces. */
  close(): Promise<void>;
}
