import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { launcher, programEnvironment } from '../machine/programs.js';
import { agentCommand } from './agents.js';
import { namespaceAdvice } from './requirements.js';
import { LabUnavailable } from './unavailable.js';

/** `-` for the outside world, or the name of a host's network namespace. */
export type Place = string;

export const OUTSIDE: Place = '-';

/** How a program in the laboratory has ended. */
export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs in the laboratory. */
export interface Running {
  readonly write: (text: string) => void;
  /** The end of its input. */
  readonly close: () => void;
  readonly ended: Promise<Finished>;
}

interface Program {
  readonly parts: { out: Buffer[]; err: Buffer[] };
  readonly onOutput: ((text: string) => void) | undefined;
  readonly settle: (finished: Finished) => void;
  readonly fail: (error: Error) => void;
}

/** User, network, mount and process namespaces of their own; in the user namespace the caller is root. */
const UNSHARE = ['-Urnmpf', '--kill-child', '--'] as const;

/**
 * The laboratory's first process, and by it every other one. When its input ends, because it is closed or because this
 * program is gone, the kernel ends all processes of the laboratory, and with the last of them all namespaces.
 */
export class Supervisor {
  readonly #process: SupervisorProcess;
  readonly #programs = new Map<number, Program>();
  #next = 1;
  #stderr = '';
  #isUp = false;
  #gone: Error | undefined;

  private constructor(process: SupervisorProcess) {
    this.#process = process;
    this.#process.stdin.on('error', () => {});
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    byLines(this.#process.stdout, (line) => this.#take(line));
    void this.#process.then(({ message }) => this.#end(this.#whyEnded(this.#stderr.trim() || message)));
  }

  static async start(): Promise<Supervisor> {
    return new Supervisor(launch(await launcher()));
  }

  /** By which the laboratory is entered, and ended. */
  get processId(): number {
    const { pid } = this.#process;
    // The supervisor is the only child of unshare.
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
  }

  /** The beginning of a command line that runs a program in a place, from outside the laboratory. */
  entrance(place: Place): readonly string[] {
    const namespaces = ['-U', '-m', '-n', '-p', '-t', String(this.processId), '--'];
    const host = place === OUTSIDE ? [] : ['nsenter', `--net=/run/netns/${place}`, '--'];
    return ['nsenter', '--preserve-credentials', ...namespaces, ...host];
  }

  /** Writes a file that only the laboratory sees, if it is below a mount of its own. */
  writeFile(path: string, text: string): void {
    this.#say('file', path, hex(text));
  }

  /** Starts a program; its output is given to `onOutput` as it comes, or kept for the end. */
  start(place: Place, argv: readonly string[], onOutput?: (text: string) => void): Running {
    const id = this.#next++;
    const ended = new Promise<Finished>((settle, fail) => {
      if (this.#gone) fail(this.#gone);
      else this.#programs.set(id, { parts: { out: [], err: [] }, onOutput, settle, fail });
    });
    // Who does not wait for the end of a program learns of the laboratory's end elsewhere.
    ended.catch(() => {});
    this.#say('start', String(id), place, hex(argv.join('\0')));
    return {
      write: (text) => this.#say('write', String(id), hex(text)),
      close: () => this.#say('close', String(id)),
      ended,
    };
  }

  run(place: Place, argv: readonly string[], input = ''): Promise<Finished> {
    const running = this.start(place, argv);
    if (input !== '') running.write(input);
    running.close();
    return running.ended;
  }

  /** Runs a program that cannot but succeed, unless the machine lacks something. */
  async sure(place: Place, argv: readonly string[], input = ''): Promise<string> {
    const { status, stdout, stderr } = await this.run(place, argv, input);
    if (status !== 0) throw new LabUnavailable([`${argv.join(' ')}: ${stderr.trim() || `status ${status}`}`]);
    return stdout;
  }

  /** Lets the laboratory outlive this program. */
  keep(): void {
    this.#say('keep');
    this.hold(false);
  }

  /** Whether the laboratory keeps this program from ending. */
  hold(on: boolean): void {
    const { stdin, stdout, stderr } = this.#process;
    if (on) this.#process.ref();
    else this.#process.unref();
    // Pipes are sockets, which the types of execa do not say.
    for (const pipe of [stdin, stdout, stderr] as unknown as readonly Socket[]) pipe[on ? 'ref' : 'unref']();
  }

  async close(): Promise<void> {
    this.#process.stdin.end();
    await this.#process;
  }

  #say(...words: readonly string[]): void {
    if (!this.#gone) this.#process.stdin.write(`${words.join(' ')}\n`);
  }

  #take(line: string): void {
    this.#isUp = true;
    const [event, id, value = ''] = line.split(' ');
    const program = this.#programs.get(Number(id));
    if (!program) return;
    if (event === 'exit') this.#finish(Number(id), program, Number(value));
    else if (event === 'out' && program.onOutput) program.onOutput(Buffer.from(value, 'hex').toString());
    else program.parts[event as 'out' | 'err'].push(Buffer.from(value, 'hex'));
  }

  #finish(id: number, { parts, settle }: Program, status: number): void {
    this.#programs.delete(id);
    settle({
      status,
      stdout: Buffer.concat(parts.out).toString(),
      stderr: Buffer.concat(parts.err).toString(),
    });
  }

  /** What unshare says before anything has run in the laboratory is about namespaces. */
  #whyEnded(reason = 'it ended'): LabUnavailable {
    if (this.#isUp) return new LabUnavailable([`its first process has ended too early: ${reason}`]);
    return new LabUnavailable(reason.startsWith('unshare:') ? namespaceAdvice(reason) : [reason]);
  }

  #end(error: Error): void {
    this.#gone = error;
    for (const { fail } of this.#programs.values()) fail(error);
    this.#programs.clear();
  }
}

type SupervisorProcess = ReturnType<typeof launch>;

function launch(start: Awaited<ReturnType<typeof launcher>>) {
  return start('unshare', [...UNSHARE, ...agentCommand('supervisor.pl')], {
    env: programEnvironment(),
    // Signals of the terminal are for the program that holds the laboratory, which then closes it.
    detached: true,
    reject: false,
    stdin: 'pipe',
    buffer: false,
  });
}

const hex = (text: string): string => Buffer.from(text).toString('hex');

/** Hands on whole lines, without their ends. */
export function byLines(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  const add = lineSplitter(take);
  stream.setEncoding('utf8').on('data', add);
}

/** Takes text in any pieces, and hands on whole lines. */
export function lineSplitter(take: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) take(line);
  };
}
