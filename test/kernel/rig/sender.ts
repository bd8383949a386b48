import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GATEWAY, HOST_FENCE, type Place } from './plan.js';
import type { Direction, Probe } from './probe.js';

const SENDER = fileURLToPath(new URL('send.pl', import.meta.url));

/** Which place sends the packets of a direction. */
export const senderPlace = (direction: Direction): Place => (direction === 'egress' ? 'host' : 'outside');

/**
 * The command that sends the lines it reads, run in one place. It is tied to one CPU, so that the kernel handles all its
 * packets in order and the fence at the end waits for every one of them.
 */
export function senderCommand(from: Place, ...options: readonly 'capture'[]): readonly string[] {
  const mode = from === 'outside' ? ['frames', HOST_FENCE] : ['local', GATEWAY.ipv4];
  return ['taskset', '-c', nextCpu(), 'perl', SENDER, ...mode, ...options];
}

export interface TaggedProbe {
  readonly probe: Probe;
  readonly tag: number;
}

/** A packet that the kernel would not send says nothing about the firewall: a fault of the test, never a verdict. */
export function refuseFaults(output: string, sent: readonly TaggedProbe[]): void {
  const faults = output.split('\n').filter((line) => line.startsWith('fault '));
  if (faults.length === 0) return;
  const texts = faults.slice(0, 5).map((line) => {
    const [, number, ...reason] = line.split(' ');
    return `${JSON.stringify(sent[Number(number) - 1]?.probe)}: ${reason.join(' ')}`;
  });
  throw new Error(`${faults.length} probes could not be sent:\n${texts.join('\n')}`);
}

let turn = process.pid;

/** The CPUs that this process may use, in turn, so that laboratories side by side do not share one. */
function nextCpu(): string {
  turn += 1;
  const cpus = allowedCpus();
  return String(cpus[turn % cpus.length]);
}

function allowedCpus(): readonly number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return list.split(',').flatMap((span) => {
    const [first = 0, last = first] = span.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
  });
}
