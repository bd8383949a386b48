import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Recording, readRecording } from './recorder.js';
import type { Finished, PreparedRun, RunResult } from './run.js';
import { refuseFaults } from './sender.js';

const NOTHING_DONE: Finished = { exitCode: 0, stdout: '', stderr: '' };

/** Reads what the driver of a batch has left in its folder. */
export async function readResults(
  folder: string,
  prepared: readonly PreparedRun[],
): Promise<readonly RunResult[]> {
  const [host, outside] = await Promise.all([text(join(folder, 'host')), text(join(folder, 'outside'))]);
  const recording = readRecording({ host, outside });
  return Promise.all(prepared.map((one) => readResult(one, recording)));
}

async function readResult(one: PreparedRun, recording: Recording): Promise<RunResult> {
  const [load, unload] = await Promise.all([readFinished(one, 'load'), readFinished(one, 'unload')]);
  const sent = load.exitCode === 0 ? one.phases : [];
  for (const phase of sent) refuseFaults(await text(`${phase.file}.faults`), phase.probes);
  const arrived = sent
    .flatMap((phase) => phase.probes)
    .filter(({ probe, tag }) => recording.arrived(probe.direction, tag));
  return { name: one.run.name, load, unload, arrived: new Set(arrived.map(({ probe }) => probe.id)) };
}

async function readFinished({ run, file }: PreparedRun, step: 'load' | 'unload'): Promise<Finished> {
  if (run[step] === undefined) return NOTHING_DONE;
  const read = (what: string): Promise<string> => text(`${file}.${step}.${what}`);
  const [status, stdout, stderr] = await Promise.all([read('status'), read('stdout'), read('stderr')]);
  return { exitCode: Number(status), stdout, stderr };
}

const text = (path: string): Promise<string> => readFile(path, 'utf8');
