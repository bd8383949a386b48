import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { createInterface, type Interface } from 'node:readline';
import { programEnvironment } from '../kernel/rig/shell.js';
import { type Namespace, ROOT } from './namespace.js';
import { inProject } from './place.js';

/** Real root may keep other programs off the CPU while a volley is sent, which lasts a fraction of a second. */
const URGENT: readonly string[] = ROOT ? ['chrt', '-f', '1'] : [];

/** Sends frames from one CPU, which therefore does the receiving, tracking and filtering too. */
export class Sender {
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  readonly #gone: Promise<unknown>;

  constructor(outside: Namespace) {
    const cpu = String(availableParallelism() - 1);
    const argv = outside.command([...URGENT, 'taskset', '-c', cpu, 'perl', inProject('test/bench/send.pl')]);
    this.#process = spawn(argv[0]!, argv.slice(1), {
      env: programEnvironment(),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#lines = createInterface(this.#process.stdout!);
    this.#gone = once(this.#process, 'exit');
  }

  /** Nanoseconds a frame. */
  async send(device: string, file: string, count: number): Promise<number> {
    const answer = once(this.#lines, 'line');
    this.#process.stdin!.write(`${device} ${file} ${count}\n`);
    const first = await Promise.race([answer, this.#gone.then(() => [])]);
    if (typeof first[0] !== 'string') throw new Error('The sender has ended');
    return Number(first[0]) / count;
  }

  async close(): Promise<void> {
    this.#process.stdin!.end();
    await this.#gone;
  }
}
