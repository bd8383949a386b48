import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Told {
  /** Of user time on all cores: little changed by what else the machine does. */
  readonly seconds: number;
  readonly status: number;
}

const FILE = path.join(import.meta.dirname, 'resident-process.js');
/** Runs one command after the other in one process, in which V8 has made the code fast, so that neither its start nor that counts. */
export class Resident {
  readonly #patience: number;
  #process: ChildProcess | undefined;
  #said = '';

  constructor(patience: number) {
    this.#patience = patience;
  }

  /** Seconds of one command; nothing where it takes more of user time than the patience. To be refused takes no time, and tells none. */
  async seconds(words: readonly string[], expected = 0): Promise<number | undefined> {
    this.#process ??= this.#start();
    this.#said = '';
    const told = await answerOf(this.#process, words, this.#patience);
    if (told === undefined) {
      this.end();
      return undefined;
    }
    if (told.status !== expected) throw new Error(this.#said.split('\n', 1)[0]);
    return told.seconds;
  }

  end(): void {
    this.#process?.kill('SIGKILL');
    this.#process = undefined;
  }

  #start(): ChildProcess {
    const nowhere = openSync('/dev/null', 'w');
    const child = fork(FILE, { execArgv: ['--expose-gc'], stdio: ['ignore', nowhere, 'pipe', 'ipc'] });
    closeSync(nowhere);
    child.stderr!.on('data', (data: Buffer) => {
      this.#said += data;
    });
    return child;
  }
}

function answerOf(
  child: ChildProcess,
  words: readonly string[],
  patience: number,
): Promise<Told | undefined> {
  return new Promise((resolve, reject) => {
    const settled = (told: Told | undefined): void => {
      clearInterval(timer);
      child.removeAllListeners('exit').removeAllListeners('message');
      resolve(told);
    };
    const before = userSecondsOf(child);
    const timer = setInterval(() => {
      if (userSecondsOf(child) - before > patience) settled(undefined);
    }, 100);
    child.once('message', (told: Told) => settled(told));
    child.once('exit', (status, signal) => {
      clearInterval(timer);
      reject(new Error(`ended with ${signal ?? status}`));
    });
    child.send(words);
  });
}

/** Of a process that may have ended. The kernel counts in hundredths. */
function userSecondsOf({ pid }: ChildProcess): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')')).split(' ')[12]) / 100;
  } catch {
    return 0;
  }
}
