import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { sendLines } from './packet.js';
import type { LabPlan, Place } from './plan.js';
import { listCommand } from './recorder.js';
import { readResults } from './results.js';
import { type Phase, type PreparedRun, prepareRuns, type Run, type RunResult, SCRIPT } from './run.js';
import { senderCommand } from './sender.js';
import { setupScript } from './setup.js';
import { commandLine, inPlace, programEnvironment, quote, UNSHARE } from './shell.js';

/**
 * Tries all runs one after the other in the same namespaces, in one process tree. Connection tracking starts anew for
 * each direction of each run; every probe of the batch has a tag of its own, so that the recorder is read once.
 */
export async function runBatch(plan: LabPlan, runs: readonly Run[]): Promise<readonly RunResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'secgroup-lab-'));
  try {
    const prepared = prepareRuns(folder, runs);
    await writeInputs(plan, prepared);
    const script = join(folder, 'driver');
    await writeFile(script, driver(plan, folder, prepared));
    const [program, ...words] = [...UNSHARE, 'sh', script];
    await execa(program!, words, { env: programEnvironment(), stdin: 'ignore', timeout: 600_000 });
    return await readResults(folder, prepared);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeInputs(plan: LabPlan, prepared: readonly PreparedRun[]): Promise<void> {
  const files = prepared.flatMap(({ run, file, phases }) => [
    writeFile(`${file}.script`, run.script ?? ''),
    ...phases.map((phase) => writeFile(phase.file, sendLines(plan, phase.probes))),
  ]);
  await Promise.all(files);
}

/** The shell script that does it all. A command that fails is recorded; a step of the lab that fails ends the batch. */
function driver(plan: LabPlan, folder: string, prepared: readonly PreparedRun[]): string {
  const runs = prepared.flatMap((one) => [
    recorded(one, 'load'),
    `if [ "$status" = 0 ]; then`,
    ...one.phases.map(phaseLines),
    ':; fi',
    recorded(one, 'unload'),
  ]);
  const list = (place: Place): string =>
    `${commandLine(inPlace(place, listCommand(place)))} >${quote(join(folder, place))} || exit 1`;
  return [setupScript(plan), sendersScript(folder), ...runs, list('host'), list('outside'), ''].join('\n');
}

/** The descriptors by which the driver talks to the sender of a place. */
const DESCRIPTORS: Readonly<Record<Place, { readonly to: number; readonly from: number }>> = {
  host: { to: 3, from: 4 },
  outside: { to: 5, from: 6 },
};

/** One sender in each place for the whole batch: starting one, and closing a packet socket, takes the kernel 20 ms. */
function sendersScript(folder: string): string {
  const starts = (['host', 'outside'] as const).map((place) => {
    const [input, output] = ['input', 'output'].map((what) => quote(join(folder, `${place}.${what}`)));
    const { to, from } = DESCRIPTORS[place];
    return `mkfifo ${input} ${output} || exit 1
${commandLine(inPlace(place, senderCommand(place)))} <${input} >${output} &
exec ${to}>${input} ${from}<${output}`;
  });
  return `${starts.join('\n')}
report() { while read -r line; do [ "$line" = done ] && return; echo "$line"; done; exit 1; }`;
}

function phaseLines({ file, from }: Phase): string {
  const descriptors = DESCRIPTORS[from];
  return `${commandLine(inPlace('host', ['conntrack', '-F']))} 2>/dev/null || exit 1
{ cat ${quote(file)}; echo end; } >&${descriptors.to}
report <&${descriptors.from} >${quote(`${file}.faults`)}`;
}

function recorded({ run, file }: PreparedRun, step: 'load' | 'unload'): string {
  const argv = run[step];
  if (argv === undefined) return 'status=0';
  const command = argv.map((word) => (word === SCRIPT ? `${file}.script` : word));
  const into = (what: string): string => quote(`${file}.${step}.${what}`);
  return `${commandLine(inPlace('host', command))} </dev/null >${into('stdout')} 2>${into('stderr')}
status=$?
echo "$status" >${into('status')}`;
}
