import { agentCommand } from '../agents.js';
import { lineSplitter, type Place, type Running, type Supervisor } from '../supervisor.js';
import { LabUnavailable } from '../unavailable.js';

/** What speakers have reported of probes, by their ids. */
export class Events {
  readonly sourcePorts = new Map<number, number>();
  readonly answered = new Set<number>();
  /** Told that nobody is there. */
  readonly refused = new Set<number>();
  /** Told that an administrator wants it so. */
  readonly prohibited = new Set<number>();
  readonly faults = new Map<number, string>();
  /** When there was news last, in milliseconds of `performance.now()`. */
  lastNews = 0;

  /** What is known of probes with these ids is from another time. */
  forget(ids: Iterable<number>): void {
    for (const id of ids)
      for (const known of [this.sourcePorts, this.answered, this.refused, this.prohibited, this.faults])
        known.delete(id);
  }

  take(kind: string, id: number, rest: string): void {
    this.lastNews = performance.now();
    if (kind === 'bound') this.sourcePorts.set(id, Number(rest));
    else if (kind === 'answered') this.answered.add(id);
    else if (kind === 'refused') this.refused.add(id);
    else if (kind === 'prohibited') this.prohibited.add(id);
    else if (kind === 'fault') this.faults.set(id, rest);
  }
}

/** Who speaks and answers in one place of the laboratory. */
export class Speaker {
  readonly #running: Running;
  readonly #marks = new Map<string, () => void>();
  readonly #events: Events;
  #deaf: string[] = [];
  #mark = 0;

  constructor(supervisor: Supervisor, place: Place, events: Events) {
    this.#events = events;
    this.#running = supervisor.start(
      place,
      agentCommand('speaker.pl'),
      lineSplitter((line) => this.#take(line)),
    );
  }

  say(lines: readonly string[]): void {
    if (lines.length > 0) this.#running.write(`${lines.join('\n')}\n`);
  }

  /** Until all that was said before is done; what could not be listened to is a fault of the machine. */
  async caughtUp(): Promise<void> {
    const word = String(++this.#mark);
    const marked = new Promise<void>((resolve) => this.#marks.set(word, resolve));
    this.say([`mark ${word}`]);
    await Promise.race([marked, this.#died()]);
    if (this.#deaf.length > 0) throw new LabUnavailable(this.#deaf.splice(0));
  }

  async #died(): Promise<never> {
    const { status, stderr } = await this.#running.ended;
    throw new LabUnavailable([`the speaker of a host has ended (status ${status}): ${stderr.trim()}`]);
  }

  #take(line: string): void {
    const [kind = '', id = '', ...rest] = line.split(' ');
    if (kind === 'mark') this.#marks.get(id)?.();
    else if (kind === 'deaf') this.#deaf.push(`cannot listen to ${[id, ...rest].join(' ')}`);
    else this.#events.take(kind, Number(id), rest.join(' '));
  }
}
