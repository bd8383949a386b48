import type { Progress } from '../compiler/jobs.js';

/** Fewer hosts are done before a bar could be read. */
const WORTH_A_BAR = 50;

/** A bar on standard error while many hosts are compiled; nothing where standard error is no terminal. */
export async function progressBar(): Promise<Progress> {
  if (!process.stderr.isTTY) return () => {};
  const { default: cliProgress } = await import('cli-progress');
  const format = 'compiling {bar} {value}/{total} hosts';
  const bar = new cliProgress.SingleBar(
    { format, stream: process.stderr, clearOnComplete: true, hideCursor: true },
    cliProgress.Presets.rect,
  );
  return (done, total) => {
    if (total < WORTH_A_BAR) return;
    if (!bar.isActive) bar.start(total, 0);
    bar.update(done);
    if (done === total) bar.stop();
  };
}
