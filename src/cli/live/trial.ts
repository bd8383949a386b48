import { readlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Listing } from '../../backend/listing.js';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { visible } from '../../diagnostics/visible.js';
import type { About } from '../../live/generations.js';
import type { Plan } from '../../live/plan.js';
import type { Firewall } from '../../proof/firewall.js';
import { UsageError } from '../exit.js';

import type { Open, OpenHost, TrialArguments } from './options.js';

/** A script that is to be tried on a machine, and what it changes. */
export interface Job
  extends Pick<About, 'host' | 'target' | 'xtables' | 'keepsFlows' | 'generator' | 'sources'> {
  readonly on: OpenHost;
  readonly script: string;
  readonly firewall: Firewall;
  readonly plan: Plan;
  /** What the plan was made for. */
  readonly planned: Listing;
  readonly diagnostics: readonly Diagnostic[];
}

/** What came of it. */
export interface Tried {
  /** Undefined: it never came to a generation. */
  readonly number: number | undefined;
  readonly confirmed: boolean;
  /** In words. */
  readonly told: string;
}

/** Says of a job how far it is, in words. */
export type Tell = (text: string) => void;

/** Refuses what would cut off whoever asks for it, unless they insist. */
export async function guard(
  { host, on: { machine, ssh }, firewall }: Job,
  args: TrialArguments,
): Promise<string | undefined> {
  const { deviceWith, lockOutOf } = await import('../../live/lockout.js');
  const { sshConnections } = await import('../../machine/ssh.js');
  const connection = await machine.connection();
  const addresses = await machine.addresses();
  if (
    connection &&
    ssh !== undefined &&
    args.confirm > 0 &&
    deviceWith(connection.client, addresses) !== undefined
  )
    throw new UsageError(
      `'${ssh}' is this machine itself, and a connection from there shows nothing: leave --ssh out`,
    );
  // Somebody sits at a terminal that nothing connects with one of these.
  const others =
    ssh === undefined && connection?.opened === undefined && isPseudoTerminal() ? await sshConnections() : [];
  const problem =
    (connection && lockOutOf(firewall, connection, addresses)) ??
    others.map((one) => lockOutOf(firewall, one, addresses, OTHERS)).find((text) => text !== undefined);
  if (problem === undefined) return undefined;
  if (args['allow-lockout']) return `warning: ${visible(host)}: ${problem}`;
  throw new UsageError(`${visible(host)}: ${problem}; --allow-lockout goes on all the same`);
}

const OTHERS = 'an SSH connection to this machine, over which this may be run as in tmux,';

/** Whether a program such as sshd, tmux or sudo is behind the terminal, and no console. */
function isPseudoTerminal(): boolean {
  try {
    return readlinkSync('/proc/self/fd/0').startsWith('/dev/pts/');
  } catch {
    return false;
  }
}

/** Asks on a terminal; elsewhere nobody could answer. */
export async function agreed({ yes }: TrialArguments): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY)
    throw new UsageError('there is no terminal to ask on: --yes goes on without asking');
  const { createInterface } = await import('node:readline/promises');
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asking.question('Load this? [y/N] ')).trim());
  } finally {
    asking.close();
  }
}

/** Loads the script for a while, and sees to it that it is confirmed, or waits until somebody has or the time is over. */
export async function tryScript(job: Job, args: TrialArguments, open: Open, tell: Tell): Promise<Tried> {
  const { live, machine, ssh } = job.on;
  const { bootIdOf } = await import('../../machine/machine.js');
  const { endOf, confirmOver } = await import('../../live/confirm-anew.js');
  const { Unreachable } = await import('../../machine/ssh-client.js');
  const [connection, boot] = [await machine.connection(), await bootIdOf(machine)];
  // At the latest, if the trial began just now.
  const ends = () => Date.now() + args.confirm * 1000;
  const reopen = async () => (await open(ssh)).live;
  let number: number | undefined;
  try {
    await live.alone(async () => {
      const next = await live.next();
      number = next.number;
      const about = { ...aboutOf(job, number, connection), boot };
      const beginning = { seconds: args.confirm, now: next.now, planned: job.planned, resets: args.reset };
      const reset = await live.begin(about, job.script, beginning);
      if (args.reset) tell(reset === 1 ? '1 connection was reset' : `${reset} connections were reset`);
    });
  } catch (error) {
    if (number === undefined || !(error instanceof Unreachable)) throw error;
    const fate = await endOf(undefined, number, ends(), reopen);
    return ending(number, { fate, why: error.message }, args.confirm > 0);
  }
  if (args.confirm === 0) return kept(number!);
  if (ssh === undefined) return awaited(job, number!, args.confirm, connection !== undefined, tell);
  tell(`generation ${number} applies for ${args.confirm} s; a new connection is to confirm it`);
  return ending(number!, await confirmOver(live, number!, ends(), reopen), true);
}

function kept(number: number): Tried {
  return { number, confirmed: true, told: `generation ${number} is loaded and confirmed` };
}

function undone(number: number, why = ''): Tried {
  const because = why === '' ? '' : ` (${why})`;
  return {
    number,
    confirmed: false,
    told: `generation ${number} was not confirmed${because}: the rules before it apply again`,
  };
}

function ending(
  number: number,
  { fate, why }: Awaited<ReturnType<typeof import('../../live/confirm-anew.js').confirmOver>>,
  isTrial: boolean,
): Tried {
  if (fate === 'confirmed') return kept(number);
  if (fate === 'undone') return undone(number, why);
  const then = isTrial
    ? 'its kernel goes back to the rules before by itself'
    : 'the new rules may be loaded there for good, until it boots';
  const told = `generation ${number} was not confirmed (${why}), and the machine cannot be reached: ${then}`;
  return { number, confirmed: false, told };
}

type Ssh = Awaited<ReturnType<OpenHost['machine']['connection']>>;

function aboutOf(
  { host, target, xtables, keepsFlows, generator, sources }: Job,
  number: number,
  ssh: Ssh,
): Omit<About, 'boot'> {
  const user = process.env.SUDO_USER ?? userInfo().username;
  return {
    number,
    host,
    target,
    ...(xtables && { xtables }),
    ...(keepsFlows && { keepsFlows }),
    generator,
    sources,
    applied: new Date().toISOString(),
    by: ssh ? `${user} from ${ssh.client}` : user,
    ...(ssh && { ssh: [ssh.client, ssh.clientPort, ssh.server, ssh.serverPort].join(' ') }),
  };
}

/** Waits until somebody confirms a trial on this machine. */
async function awaited(
  { on: { live } }: Job,
  number: number,
  seconds: number,
  overSsh: boolean,
  tell: Tell,
): Promise<Tried> {
  const where = overSsh ? 'over a new SSH connection' : 'at a console, or over a new SSH connection';
  tell(
    `generation ${number} applies for ${seconds} s. Confirm it ${where}:\n` +
      `  sudo secgroup confirm\n` +
      `If nobody does, the kernel goes back to the old rules, also if this program is ended.`,
  );
  return (await isConfirmed(live, number)) ? kept(number) : undone(number);
}

/** Milliseconds between two looks at what is kept, which is cheap, and at what the kernel holds. */
const [PAUSE, LONG_PAUSE] = [250, 2000];

async function isConfirmed(live: OpenHost['live'], number: number): Promise<boolean> {
  for (;;) {
    const { trial, settled } = await live.held();
    if (settled === number) {
      // Whoever confirmed it may have been ended before a boot loads it.
      await live.alone(async () => {
        if ((await live.generations.about(number))?.confirmed === undefined) await live.keep();
      });
      return true;
    }
    if (trial?.generation !== number) break;
    const left = Math.min(LONG_PAUSE, trial.left * 1000);
    for (let waited = 0; waited <= left; waited += PAUSE) {
      if ((await live.generations.about(number))?.confirmed !== undefined) return true;
      await sleep(PAUSE);
    }
  }
  await live.alone(() => live.tidy());
  return false;
}
