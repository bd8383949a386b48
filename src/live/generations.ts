import { mkdir, readdir, readFile, readlink, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { systemProblem } from '../document/system-problem.js';
import { MachineError } from '../machine/errors.js';
import { targets } from '../target/target.js';

/** Where a machine keeps what was loaded on it. */
export const DEFAULT_FOLDER = '/var/lib/secgroup';

/** So many generations that were confirmed are kept. */
const KEPT = 5;

/** Of those that were loaded since the machine was booted. */
const KEPT_OF_BOOT = 100;

const OTHERS_WRITE = 0o022;

const about = z.object({
  number: z.int().positive(),
  host: z.string(),
  target: z.enum(targets),
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
  /** `SSH_CONNECTION` of whoever applied it: client, port, server, port. Absent at a console. */
  ssh: z.string().optional(),
});

/** A script that was loaded, or was to be, and what is known of it. */
export type About = Readonly<z.infer<typeof about>>;

/**
 * The generations that a machine has kept, in a folder that only root can read: `generations/8/` has `about.json` and `script`, and
 * `confirmed` is a link to the one that was confirmed last, which is what a boot loads.
 */
export class Generations {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  get lockFile(): string {
    return path.join(this.folder, 'lock');
  }

  /** Makes the folder, if it is not there. One that others can write to is refused: what is in it is loaded by root. */
  async open(): Promise<void> {
    await this.#orMachineError(mkdir(this.#path('generations'), { recursive: true, mode: 0o700 }));
    for (const folder of [this.folder, this.#path('generations')]) {
      const { uid, mode } = await this.#orMachineError(stat(folder), 'read');
      if (uid !== process.geteuid?.() || (mode & OTHERS_WRITE) !== 0)
        throw new MachineError(`'${folder}' belongs to others, or they can write to it`);
    }
  }

  /** In the order of their numbers; none where nothing was ever applied. */
  async list(): Promise<readonly About[]> {
    const names = await readdir(this.#path('generations')).catch(() => []);
    const all = await Promise.all(
      names.filter((name) => /^\d+$/.test(name)).map((name) => this.about(Number(name))),
    );
    return all.filter((one) => one !== undefined).sort((a, b) => a.number - b.number);
  }

  /** Undefined: there is none of that number, or what was kept of it is not readable. */
  async about(number: number): Promise<About | undefined> {
    try {
      return about.parse(JSON.parse(await readFile(this.#path('generations', number, 'about.json'), 'utf8')));
    } catch {
      return undefined;
    }
  }

  async script(number: number): Promise<string> {
    const file = this.#path('generations', number, 'script');
    return this.#orMachineError(readFile(file, 'utf8'), 'read');
  }

  /** The generation that a boot loads. */
  async confirmed(): Promise<About | undefined> {
    const target = await readlink(this.#path('confirmed')).catch(() => '');
    const [, number] = /^generations\/(\d+)$/.exec(target) ?? [];
    return number === undefined ? undefined : this.about(Number(number));
  }

  /** Keeps a script before it is loaded: whole, or not at all. */
  async add(one: About, script: string): Promise<void> {
    const draft = this.#path('generations', `.${one.number}`);
    const write = async () => {
      await rm(draft, { recursive: true, force: true });
      await mkdir(draft, { mode: 0o700 });
      await writeDurably(path.join(draft, 'script'), script);
      await writeDurably(path.join(draft, 'about.json'), `${JSON.stringify(one, null, 2)}\n`);
      await rm(this.#path('generations', one.number), { recursive: true, force: true });
      await rename(draft, this.#path('generations', one.number));
    };
    await this.#orMachineError(write());
  }

  /**
   * Makes a generation the one that a boot loads, as the last step of `change`: what can fail for want of room is done before, so that
   * only a rename is left once the kernel has the rules for good.
   */
  async confirm(one: About, confirmed: string, change: () => Promise<void>): Promise<void> {
    const link = this.#path('.confirmed');
    const file = this.#path('generations', one.number, 'about.json');
    const prepare = async () => {
      await rm(link, { force: true });
      await symlink(`generations/${one.number}`, link);
      await writeDurably(`${file}.new`, `${JSON.stringify({ ...one, confirmed }, null, 2)}\n`);
    };
    await this.#orMachineError(prepare());
    await change();
    await this.#orMachineError(rename(link, this.#path('confirmed')));
    await this.#orMachineError(rename(`${file}.new`, file));
  }

  /** The highest number that is taken, also by what cannot be read; 0 where there is none. */
  async highest(): Promise<number> {
    const names = await readdir(this.#path('generations')).catch(() => []);
    return Math.max(0, ...names.filter((name) => /^\d+$/.test(name)).map(Number));
  }

  /** Removes what is not kept any more. What was loaded since the machine was booted is kept, since flows of it may go on. */
  async prune(boot: string): Promise<void> {
    const all = await this.list();
    const confirmed = all.filter((one) => one.confirmed !== undefined);
    const kept = [
      ...confirmed.slice(-KEPT),
      ...all.filter((one) => one.boot === boot).slice(-KEPT_OF_BOOT),
      // What the boot has loaded.
      ...confirmed.filter((one) => one.boot !== boot).slice(-1),
    ];
    const now = await this.confirmed();
    const gone = all.filter((one) => !kept.includes(one) && one.number !== now?.number);
    await Promise.all(gone.map(({ number }) => this.remove(number)));
  }

  async remove(number: number): Promise<void> {
    await this.#orMachineError(rm(this.#path('generations', number), { recursive: true, force: true }));
  }

  #path(...parts: readonly (string | number)[]): string {
    return path.join(this.folder, ...parts.map(String));
  }

  async #orMachineError<T>(work: Promise<T>, verb: 'write to' | 'read' = 'write to'): Promise<T> {
    try {
      return await work;
    } catch (cause) {
      throw new MachineError(`cannot ${verb} '${this.folder}': ${systemProblem(cause)}`);
    }
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600, flush: true });
}
