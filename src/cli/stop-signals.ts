import { type ExitStatus, exit } from './exit.js';

const statuses = { SIGHUP: exit.hungUp, SIGINT: exit.interrupted, SIGTERM: exit.terminated } as const;

/** Listens for what ends a program, so that it can clean up first. */
export interface StopSignals {
  /** Aborted by the first signal. The second ends the process at once, as if nobody listened. */
  readonly aborted: AbortSignal;
  /** What the process should end with; absent while no signal has come. */
  readonly status: () => ExitStatus | undefined;
  readonly release: () => void;
}

export function stopSignals(): StopSignals {
  const controller = new AbortController();
  let status: ExitStatus | undefined;
  const handlers = Object.entries(statuses).map(([name, meaning]) => {
    const handler = () => {
      status = meaning;
      release();
      controller.abort(new Error(`stopped by ${name}`));
    };
    return [name, handler] as const;
  });
  const release = () => {
    for (const [name, handler] of handlers) process.removeListener(name, handler);
  };
  for (const [name, handler] of handlers) process.on(name, handler);
  return { aborted: controller.signal, status: () => status, release };
}
