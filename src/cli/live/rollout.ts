import { MachineError } from '../../machine/errors.js';
import { type ExitStatus, exit } from '../exit.js';
import { printDocument } from '../report.js';
import type { Open, TrialArguments } from './options.js';
import { isSeveral } from './places.js';
import { planJson } from './plan-text.js';
import { type Board, openBoard } from './rollout-board.js';
import { agreed, guard, type Job, type Tried, tryScript } from './trial.js';

/** Asks, and changes machines: a few first, then in waves, up to the first that is not confirmed. */
export async function rollOut(jobs: readonly Job[], args: TrialArguments, open: Open): Promise<ExitStatus> {
  for (const job of jobs) {
    const warning = await guard(job, args);
    if (warning) process.stderr.write(`${warning}\n`);
  }
  if (!(await agreed(args))) return exit.fine;
  const board = openBoard(jobs.map(({ host }) => host));
  const results = await inWaves(jobs, args, open, board).finally(board.close);
  if (args.json) printResults(jobs, results, args);
  if (results.every(({ confirmed }) => confirmed)) return exit.fine;
  const isBegun = ({ number, confirmed }: Tried) => number !== undefined && !confirmed;
  return results.some(isBegun) ? exit.notConfirmed : exit.machineLacks;
}

/** One result for each job. */
async function inWaves(
  jobs: readonly Job[],
  args: TrialArguments,
  open: Open,
  board: Board,
): Promise<readonly Tried[]> {
  const results: Tried[] = [];
  for (let wave = args.first; results.length < jobs.length; wave = args.wave) {
    const from = results.length;
    const isStopped = results.some(({ confirmed }) => !confirmed);
    const work = async (job: Job, at: number) => {
      const tell = (text: string) => board.tell(from + at, text);
      const tried = isStopped ? UNTOUCHED : await triedOn(job, jobs.length, args, open, tell);
      tell(tried.told);
      return tried;
    };
    results.push(...(await Promise.all(jobs.slice(from, from + wave).map(work))));
  }
  return results;
}

const UNTOUCHED: Tried = {
  number: undefined,
  confirmed: false,
  told: 'left as it is, because a host before it was not confirmed',
};

/** What one of several machines lacks stops the others, and is told as its result. */
async function triedOn(
  job: Job,
  among: number,
  args: TrialArguments,
  open: Open,
  tell: (text: string) => void,
): Promise<Tried> {
  try {
    return await tryScript(job, args, open, tell);
  } catch (error) {
    if (among === 1 || !(error instanceof MachineError)) throw error;
    return { number: undefined, confirmed: false, told: error.message };
  }
}

function printResults(jobs: readonly Job[], results: readonly Tried[], args: TrialArguments): void {
  const documents = jobs.map(({ host, plan }, at) => {
    const { number, confirmed, told } = results[at]!;
    const generation = number === undefined ? {} : { generation: number };
    return { host, ...generation, confirmed, ...(isSeveral(args) && { result: told }), ...planJson(plan) };
  });
  const diagnostics = jobs.flatMap((job) => job.diagnostics);
  printDocument(isSeveral(args) ? { hosts: documents } : documents[0]!, diagnostics);
}
