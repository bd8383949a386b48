import { MachineError } from '../../machine/errors.js';
import type { Machine } from '../../machine/machine.js';
import { isObject, itemsOf } from '../../proof/nftables/listing.js';

/** What a counter has seen. */
export interface Count {
  readonly packets: number;
  readonly bytes: number;
}

/** Counters of a machine's table of ours by name, without listing its rules. Undefined: the table is not there. */
export async function readCounters({ run }: Machine): Promise<ReadonlyMap<string, Count> | undefined> {
  const words = ['-j', 'list', 'counters', 'table', 'inet', 'secgroup'];
  const { status, stdout, stderr } = await run('nft', words);
  if (status !== 0 && stderr.includes('No such file or directory')) return undefined;
  if (status !== 0) throw new MachineError(`nft: ${stderr.trim()}`);
  return countersIn(stdout);
}

export function countersIn(listing: string): ReadonlyMap<string, Count> {
  const items = itemsOf(listing, (_, problem) => {
    throw new MachineError(problem);
  });
  return new Map(
    items.flatMap(({ counter }) => {
      if (!isObject(counter)) return [];
      const { name, packets, bytes } = counter;
      if (typeof name !== 'string' || typeof packets !== 'number' || typeof bytes !== 'number')
        throw new MachineError('nft listed a counter that is not understood');
      return [[name, { packets, bytes }] as const];
    }),
  );
}
