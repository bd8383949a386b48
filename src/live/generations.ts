import * as z from 'zod';
import { MachineError } from '../machine/errors.js';
import type { Machine } from '../machine/machine.js';
import { targets, xtablesKinds } from '../target/target.js';
import { ADD, BEGUN, LIST, OPEN, PART, PREPARE, REMOVE, SCRIPTS, SETTLE } from './generation-commands.js';

/** Where a machine keeps what was loaded on it. */
export const DEFAULT_FOLDER = '/var/lib/secgroup';

/** So many generations that were confirmed are kept. */
const KEPT = 5;

/** Of those that were loaded since the machine was booted. */
const KEPT_OF_BOOT = 100;

const about = z.object({
  number: z.int().positive(),
  host: z.string(),
  target: z.enum(targets),
  /** Which iptables it calls by name; absent: what the system calls `iptables`, or none. */
  xtables: z.enum(xtablesKinds).optional(),
  /** Of the program that wrote the script. */
  generator: z.string(),
  /** When it was applied, as ISO 8601 in UTC. */
  applied: z.string(),
  /** When it was confirmed; absent where it was not. */
  confirmed: z.string().optional(),
  /** Which boot of the machine that was, as the kernel calls it. */
  boot: z.string(),
  /** Who applied it, as the system calls them. */
  by: z.string(),
  /** What the script was made from, as its header names it. */
  sources: z.array(z.string()).readonly(),
  /** Whether flows that no rule allows any more went on when it was applied (`revoke: keep`). */
  keepsFlows: z.boolean().optional(),
  /** `SSH_CONNECTION` of whoever applied it: client, port, server, port. Absent at a console. */
  ssh: z.string().optional(),
});

/** A script that was loaded, or was to be, and what is known of it. */
export type About = Readonly<z.infer<typeof about>>;

/**
 * The generations that a machine has kept, in a folder that only root can read: `generations/8/` has `about.json`, `script` and `begun.json`, and
 * `confirmed` is a link to the one that was confirmed last, which is what a boot loads.
 */
export class Generations {
  readonly folder: string;
  readonly #machine: Machine;

  constructor(machine: Machine, folder: string) {
    this.#machine = machine;
    this.folder = folder;
  }

  get lockFile(): string {
    return `${this.folder}/lock`;
  }

  /** Makes the folder, if it is not there. One that others can write to is refused: what is in it is loaded by root. */
  async open(): Promise<void> {
    const [whole, inner, own] = (await this.#shell(OPEN, [])).stdout.split('\n');
    const isOwn = (line = '') => /^d....-..-\S* +\d+ +(\d+)/.exec(line)?.[1] === own;
    const folders = { [this.folder]: whole, [`${this.folder}/generations`]: inner };
    for (const [folder, line] of Object.entries(folders))
      if (!isOwn(line)) throw new MachineError(`'${folder}' belongs to others, or they can write to it`);
  }

  /** In the order of their numbers; none where nothing was ever applied. What cannot be read is left out. */
  async list(): Promise<readonly About[]> {
    return (await this.#all()).abouts;
  }

  /** Undefined: there is none of that number, or what was kept of it is not readable. */
  async about(number: number): Promise<About | undefined> {
    return (await this.list()).find((one) => one.number === number);
  }

  async script(number: number): Promise<string> {
    const [script] = await this.scripts([number]);
    return script!;
  }

  /** The scripts of these numbers. */
  async scripts(numbers: readonly number[]): Promise<readonly string[]> {
    if (numbers.length === 0) return [];
    const { stdout } = await this.#shell(SCRIPTS, numbers, '', 'read');
    const parts = partsOf(stdout);
    if (parts.length !== numbers.length || parts.some(({ name }, at) => name !== `${numbers[at]}`))
      throw new MachineError(`what is kept in '${this.folder}' is damaged`);
    return parts.map(({ text }) => text);
  }

  /** The generation that a boot loads. */
  async confirmed(): Promise<About | undefined> {
    const { abouts, confirmed } = await this.#all();
    return abouts.find(({ number }) => number === confirmed);
  }

  /** What a generation was worked out to end, as it was kept; empty: that was not kept. */
  async begun(number: number): Promise<string> {
    return (await this.#shell(BEGUN, [number], '', 'read')).stdout;
  }

  /** Keeps a script before it is loaded, and what it is to end, as text (`begun-file.ts`; empty: that is not kept): whole, or not at all. */
  async add(one: About, script: string, begun = ''): Promise<void> {
    const parts = [lineOf(one), script, begun];
    const sizes = parts.map((part) => Buffer.byteLength(part));
    await this.#shell(ADD, [one.number, ...sizes], parts.join(''));
  }

  /**
   * Makes a generation the one that a boot loads, as the last step of `change`: what can fail for want of room is done before, so that
   * only a rename is left once the kernel has the rules for good.
   */
  async confirm(one: About, confirmed: string, change: () => Promise<void>): Promise<void> {
    const line = lineOf({ ...one, confirmed });
    await this.#shell(PREPARE, [one.number, Buffer.byteLength(line)], line);
    await change();
    await this.#shell(SETTLE, [one.number]);
  }

  /** The highest number that is taken, also by what cannot be read; 0 where there is none. */
  async highest(): Promise<number> {
    return (await this.#all()).highest;
  }

  /** Removes what is not kept any more. What was loaded since the machine was booted is kept, since flows of it may go on. */
  async prune(boot: string): Promise<void> {
    const { abouts: all, confirmed: now } = await this.#all();
    const confirmed = all.filter((one) => one.confirmed !== undefined);
    const kept = [
      ...confirmed.slice(-KEPT),
      ...all.filter((one) => one.boot === boot).slice(-KEPT_OF_BOOT),
      // What the boot has loaded.
      ...confirmed.filter((one) => one.boot !== boot).slice(-1),
    ];
    const gone = all.filter((one) => !kept.includes(one) && one.number !== now);
    await this.remove(...gone.map(({ number }) => number));
  }

  async remove(...numbers: readonly number[]): Promise<void> {
    if (numbers.length > 0) await this.#shell(REMOVE, numbers);
  }

  /** All that is known of what is kept. */
  async #all() {
    const parts = partsOf((await this.#shell(LIST, [], '', 'read')).stdout);
    const numbered = parts.filter(({ name }) => name !== 'confirmed');
    const link = parts.find(({ name }) => name === 'confirmed')?.text.trim() ?? '';
    const [, confirmed] = /^generations\/(\d+)$/.exec(link) ?? [];
    return {
      abouts: numbered
        .flatMap(({ name, text }) => aboutIn(text).filter(({ number }) => `${number}` === name))
        .sort((a, b) => a.number - b.number),
      highest: Math.max(0, ...numbered.map(({ name }) => Number(name))),
      confirmed: confirmed === undefined ? undefined : Number(confirmed),
    };
  }

  async #shell(
    commands: string,
    numbers: readonly number[],
    input = '',
    verb: 'write to' | 'read' = 'write to',
  ) {
    const args = ['-c', commands, 'secgroup', this.folder, ...numbers.map(String)];
    const ended = await this.#machine.run('sh', args, input);
    if (ended.status === 0) return ended;
    const problem = ended.stderr.trim().split('\n').at(-1)!.split(': ').at(-1);
    throw new MachineError(`cannot ${verb} '${this.folder}': ${problem}`);
  }
}

/** JSON has no line breaks but between its words. */
function lineOf(one: About): string {
  return `${JSON.stringify(one)}\n`;
}

function aboutIn(text: string): readonly About[] {
  try {
    return [about.parse(JSON.parse(text))];
  } catch {
    return [];
  }
}

/** What was printed of several files, each after its name. */
function partsOf(printed: string): readonly { readonly name: string; readonly text: string }[] {
  return printed
    .split(PART)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { name: part.slice(0, end), text: part.slice(end + 1) };
    });
}
