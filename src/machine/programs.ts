import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { MachineError, NotInstalled } from './errors.js';

/** How a program has ended. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where programs are: those of the administrator too, which an ordinary user's PATH often lacks. And English messages. */
export function programEnvironment(): Readonly<Record<string, string>> {
  return { PATH: `${process.env.PATH ?? '/usr/bin:/bin'}:/usr/local/sbin:/usr/sbin:/sbin`, LC_ALL: 'C' };
}

export function isInstalled(program: string): boolean {
  return programEnvironment()
    .PATH!.split(delimiter)
    .some((folder) => {
      try {
        accessSync(join(folder, program), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** What starts every program. It is loaded when the first one is started: most commands start none. */
export async function launcher() {
  const { execa } = await import('execa');
  return execa;
}

/** Runs a program to its end. An environment of its own keeps what it prints from depending on the user's. */
export async function run(program: string, args: readonly string[], input = ''): Promise<Ended> {
  const start = await launcher();
  const { exitCode, stdout, stderr, code, message } = await start(program, args, {
    input,
    env: programEnvironment(),
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    // What a kernel holds may be long.
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  if (code === 'ENOENT') throw new NotInstalled(program);
  if (exitCode === undefined) throw new MachineError(`${program}: ${message}`);
  return { status: exitCode, stdout, stderr };
}
