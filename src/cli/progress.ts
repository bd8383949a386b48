import type { SingleBar } from 'cli-progress';
import type { Progress } from '../compiler/jobs.js';

/** Fewer hosts are done before a bar could be read. */
const WORTH_A_BAR = 50;

/** A bar on standard error while many hosts are compiled; nothing where standard error is no terminal. */
export async function progressBar(): Promise<Progress> {
  const bars = await phaseBars();
  return (done, total) => {
    if (total < WORTH_A_BAR) return;
    bars.show('compiling', 'hosts', done, total);
    if (done === total) bars.end();
  };
}

export interface PhaseBars {
  /** Shows how far a phase is; a bar of another phase goes away. */
  readonly show: (phase: string, unit: string, done: number, total: number) => void;
  /** Takes the bar away, also in the middle of a phase; the cursor is there again. */
  readonly end: () => void;
}

/** One bar at a time on standard error; nothing where that is no terminal. */
export async function phaseBars(): Promise<PhaseBars> {
  if (!process.stderr.isTTY) return { show: () => {}, end: () => {} };
  const { default: cliProgress } = await import('cli-progress');
  let shown: { readonly phase: string; readonly bar: SingleBar } | undefined;
  const end = () => {
    shown?.bar.stop();
    shown = undefined;
  };
  const started = (phase: string, unit: string, total: number) => {
    const format = `${phase} {bar} {value}/{total} ${unit}`;
    const options = { format, stream: process.stderr, clearOnComplete: true, hideCursor: true };
    const bar = new cliProgress.SingleBar(options, cliProgress.Presets.rect);
    bar.start(total, 0);
    return { phase, bar };
  };
  const show: PhaseBars['show'] = (phase, unit, done, total) => {
    if (shown?.phase !== phase) {
      end();
      shown = started(phase, unit, total);
    }
    shown.bar.setTotal(total);
    shown.bar.update(done);
  };
  return { show, end };
}
