import { availableParallelism, loadavg, release, totalmem } from 'node:os';
import { runProgram } from './process.js';

/** What the figures were measured on: the kernel and its tools decide them as much as the program does. */
export function machine(): string {
  const versions = [
    `Node ${process.versions.node}`,
    ...['nft', 'iptables', 'ipset', 'iprange'].map((program) => `${program} ${version(program)}`),
  ];
  const memory = Math.round(totalmem() / 2 ** 30);
  const busy = loadavg()[0]!.toFixed(1);
  const day = new Date().toISOString().slice(0, 10);
  return [
    `${day}. ${availableParallelism()} cores, ${memory} GiB, Linux ${release().replace(/-.*/, '')}, ${process.arch}.`,
    `${versions.join(', ')}. Load average at the start: ${busy}.`,
  ].join('\n');
}

function version(program: string): string {
  // iprange tells its version and ends with 1.
  const { status, stdout, stderr } = runProgram([program, '--version']);
  if (status === null) return 'not installed';
  return /\d+(\.\d+)+/.exec(stdout + stderr)?.[0] ?? 'of unknown version';
}
