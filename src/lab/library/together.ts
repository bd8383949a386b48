import type { Probe, Trial } from '../model.js';
import type { Tried } from '../trial/round.js';

interface Waiting {
  readonly tried: Tried;
  readonly settle: (trial: Trial) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Tries probes that are asked for at any time: those that come while others are tried wait, and are then tried at once, as are
 * all that are asked for in one go. Two rounds that overlap would close each other's sockets.
 */
export function together(
  tryAll: (tried: readonly Tried[]) => Promise<readonly Trial[]>,
): (tried: Tried) => Promise<Trial> {
  let waiting: readonly Waiting[] = [];
  let isBusy = false;

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const now = withoutTwins(waiting);
      waiting = waiting.filter((one) => !now.includes(one));
      await settle(now, tryAll);
    }
    isBusy = false;
  }

  return (tried) =>
    new Promise((settle, fail) => {
      waiting = [...waiting, { tried, settle, fail }];
      if (isBusy) return;
      isBusy = true;
      queueMicrotask(() => void work());
    });
}

async function settle(
  now: readonly Waiting[],
  tryAll: (tried: readonly Tried[]) => Promise<readonly Trial[]>,
): Promise<void> {
  try {
    const trials = await tryAll(now.map(({ tried }) => tried));
    now.forEach((one, i) => {
      one.settle(trials[i]!);
    });
  } catch (error) {
    for (const { fail } of now) fail(error);
  }
}

/** The first of those that would be one flow; the others wait on. */
function withoutTwins(waiting: readonly Waiting[]): readonly Waiting[] {
  const flows = new Set<string>();
  return waiting.filter(({ tried: { probe } }) => {
    const flow = onlyFlow(probe);
    if (flow === undefined) return true;
    if (flows.has(flow)) return false;
    flows.add(flow);
    return true;
  });
}

/** Of a protocol without ports, all packets between two addresses are one flow (fact 19); any other has a port or a number of its own. */
function onlyFlow({ traffic, from, to }: Probe): string | undefined {
  if (traffic.kind !== 'protocol') return undefined;
  return [traffic.protocol, ...[from.address, to.address].sort()].join(' ');
}
