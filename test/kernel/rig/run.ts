import { join } from 'node:path';
import type { Place } from './plan.js';
import { MAX_TAG, type Probe } from './probe.js';
import { senderPlace, type TaggedProbe } from './sender.js';

/** Stands for the path of a run's script in its commands. */
export const SCRIPT = '{script}';

/** One ruleset to load into the host, the packets to try on it, and how to unload it again. */
export interface Run {
  readonly name: string;
  /** The text of the script. Without one (and without `load`) the host has no firewall: the control of an experiment. */
  readonly script?: string;
  /** For example `['nft', '-f', SCRIPT]` or `['sh', SCRIPT]`. */
  readonly load?: readonly string[];
  readonly unload?: readonly string[];
  readonly probes: readonly Probe[];
}

/** How a command ended. */
export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunResult {
  readonly name: string;
  readonly load: Finished;
  readonly unload: Finished;
  /** The ids of the probes that arrived. Nothing is sent where loading failed: look at `load` first. */
  readonly arrived: ReadonlySet<number>;
}

/** The probes of one direction, the file they are read from and where they are sent. */
export interface Phase {
  readonly file: string;
  readonly from: Place;
  readonly probes: readonly TaggedProbe[];
}

export interface PreparedRun {
  readonly run: Run;
  /** The beginning of the names of all files of this run. */
  readonly file: string;
  readonly phases: readonly Phase[];
}

/** Gives every probe of the batch a tag of its own, and every run its files. */
export function prepareRuns(folder: string, runs: readonly Run[]): readonly PreparedRun[] {
  let tag = 0;
  return runs.map((run, index) => {
    const tagged = run.probes.map((probe) => ({ probe, tag: ++tag }));
    if (tag > MAX_TAG) throw new RangeError(`A batch holds ${MAX_TAG} probes at most`);
    refuseTwins(run);
    const file = join(folder, String(index));
    return { run, file, phases: phasesOf(file, tagged) };
  });
}

function phasesOf(file: string, tagged: readonly TaggedProbe[]): readonly Phase[] {
  const phases = (['ingress', 'egress', 'forward'] as const).map((direction) => ({
    file: `${file}.${direction}`,
    from: senderPlace(direction),
    probes: tagged.filter(({ probe }) => probe.direction === direction),
  }));
  return phases.filter((phase) => phase.probes.length > 0);
}

function refuseTwins(run: Run): void {
  const ids = new Set(run.probes.map((probe) => probe.id));
  if (ids.size < run.probes.length) throw new Error(`Run '${run.name}' uses the id of a probe twice`);
}
