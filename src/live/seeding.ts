import type { Machine } from '../machine/machine.js';
import type { KnownFlows } from './known-flows.js';

/** Seconds that connection tracking keeps a connection that says nothing, as kernels do by themselves. */
const KEPT = 432_000;

/**
 * Tells connection tracking of connections that were there before it was: whose packet comes next does not matter then. Those that it knows
 * already it keeps as they are, and complains; so whatever the program says, nothing is lost.
 */
export async function seed(machine: Machine, { sockets, missing }: KnownFlows): Promise<void> {
  if (sockets.length === 0 || missing.includes('conntrack')) return;
  const lines = sockets.map(
    ({ from, to, sourcePort, cell }) =>
      `-A -t ${KEPT} -u SEEN_REPLY,ASSURED -s ${from} -d ${to} -r ${to} -q ${from} -p tcp --sport ${sourcePort} --dport ${cell} ` +
      `--reply-port-src ${cell} --reply-port-dst ${sourcePort} --state ESTABLISHED`,
  );
  // It opens its input by name, which takes a pipe.
  await machine.run('sh', ['-c', 'cat | conntrack -R -'], `${lines.join('\n')}\n`);
}
