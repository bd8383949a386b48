import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Lab, LabPlan } from './rig/index.js';
import type { Finished } from './rig/run.js';

export const OWN = { ipv4: '10.0.1.10', ipv6: '2001:db8:1::10' } as const;
export const PEER = { ipv4: '198.51.100.7', ipv6: '2001:db8:ff::7' } as const;

export const floodPlan: LabPlan = {
  interfaces: [{ device: 'eth0', addresses: Object.values(OWN), peers: Object.values(PEER) }],
};

/** What came to the host, and what its rules let on; of known flows in both directions. */
export interface Flood {
  readonly rounds: number;
  readonly refused: { readonly sent: number; readonly passed: number };
  readonly known: { readonly sent: number; readonly lost: number };
  readonly fresh: { readonly sent: number; readonly lost: number };
  /** What the commands printed; of loads nothing where all went well. */
  readonly printed: string;
}

const FLOOD = fileURLToPath(new URL('flood.pl', import.meta.url));

/** Counts in front of and behind the host's rules, in a table that they do not touch. */
const WATCH = `table inet watch {
${['came', 'passed'].flatMap((when) => ['refused', 'known', 'fresh'].map((kind) => `counter ${when}-${kind} {}`)).join('\n')}
chain before { type filter hook prerouting priority -400;
${watched('came')}
}
chain behind { type filter hook input priority 500;
${watched('passed')}
}
}`;

function watched(when: string): string {
  return [
    `udp dport 9999 counter name ${when}-refused`,
    `tcp dport 81 counter name ${when}-refused`,
    `udp dport 5555 counter name ${when}-known`,
    `udp dport 8888 counter name ${when}-fresh`,
  ].join('\n');
}

/** Prints what the counters say, in the order that the shell reads them in. */
const COUNTED = `counted() { nft list counter inet watch "$1" | sed -n 's/.*packets \\([0-9]*\\) .*/\\1/p'; }`;

/**
 * Runs commands again and again for some seconds under a flood of packets that no rule allows, of a known flow and of new flows that rules
 * allow. The commands are shell, run in the host; `$n` counts the rounds.
 */
export async function flood(lab: Lab, round: string, seconds: number): Promise<Flood> {
  const watching = await lab.load(WATCH);
  if (watching.exitCode !== 0) throw new Error(watching.stderr);
  const limit = { seconds: 130 };
  const folder = mkdtempSync(join(tmpdir(), 'secgroup-flood-'));
  const stop = join(folder, 'stop');
  const addresses = [OWN.ipv4, PEER.ipv4, OWN.ipv6, PEER.ipv6];
  const host = lab.exec('host', ['perl', FLOOD, 'host', stop, ...addresses], limit);
  // The host opens the flow before anything comes back.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const outside = lab.exec('outside', ['perl', FLOOD, 'outside', stop, ...addresses], limit);
  // On busy cores a round may take all the time: one is tried anyway.
  const loop = `n=0; end=$(($(date +%s) + ${seconds}))
while [ "$n" -eq 0 ] || [ "$(date +%s)" -lt "$end" ]; do { ${round}
} 2>&1; n=$((n + 1)); done; echo "$n" >&2; sleep 0.3; touch ${stop}`;
  const loads = await lab.exec('host', ['sh', '-c', `${COUNTED}\n${loop}`], limit);
  const [sent, refusedOut] = saidBy(await host);
  saidBy(await outside);
  rmSync(folder, { recursive: true });
  const counters = await readCounters(lab);
  return {
    rounds: Number(loads.stderr),
    refused: { sent: counters['came-refused']!, passed: counters['passed-refused']! },
    known: {
      sent: counters['came-known']! + sent!,
      lost: counters['came-known']! - counters['passed-known']! + refusedOut!,
    },
    fresh: {
      sent: counters['came-fresh']!,
      lost: counters['came-fresh']! - counters['passed-fresh']!,
    },
    printed: loads.stdout,
  };
}

/** The numbers in the last line of what a sender printed. */
function saidBy({ exitCode, stdout, stderr }: Finished): readonly number[] {
  if (exitCode !== 0) throw new Error(stderr);
  return stdout.trim().split('\n').at(-1)!.split(' ').slice(1).map(Number);
}

async function readCounters(lab: Lab): Promise<Readonly<Record<string, number>>> {
  const { stdout } = await lab.exec('host', ['nft', '-j', 'list', 'counters', 'table', 'inet', 'watch']);
  const { nftables } = JSON.parse(stdout) as {
    readonly nftables: readonly { readonly counter?: { readonly name: string; readonly packets: number } }[];
  };
  return Object.fromEntries(
    nftables.flatMap(({ counter }) => (counter ? [[counter.name, counter.packets]] : [])),
  );
}
