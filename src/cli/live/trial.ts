import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Listing } from '../../backend/listing.js';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { visible } from '../../diagnostics/visible.js';
import type { About } from '../../live/generations.js';
import type { Plan } from '../../live/plan.js';
import type { Firewall } from '../../proof/firewall.js';
import { type ExitStatus, exit, UsageError } from '../exit.js';
import { printDocument } from '../report.js';
import type { OpenHost, TrialArguments } from './options.js';
import { planJson } from './plan-text.js';

/** A script that is to be tried, and what it changes. */
export interface Job extends Pick<About, 'host' | 'target' | 'xtables' | 'generator' | 'sources'> {
  readonly script: string;
  readonly firewall: Firewall;
  readonly plan: Plan;
  /** What the plan was made for. */
  readonly planned: Listing;
  readonly diagnostics: readonly Diagnostic[];
}

/** Refuses what would cut off whoever asks for it, unless they insist. */
export async function guard(
  { machine }: OpenHost,
  { firewall }: Job,
  args: TrialArguments,
): Promise<string | undefined> {
  const { lockOutOf } = await import('../../live/lockout.js');
  const ssh = await machine.connection();
  const problem = ssh && lockOutOf(firewall, ssh, await machine.addresses());
  if (problem === undefined) return undefined;
  if (args['allow-lockout']) return `warning: ${problem}`;
  throw new UsageError(`${problem}; --allow-lockout goes on all the same`);
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

/** Loads the script for a while, and waits until it is confirmed or the time is over. */
export async function tryScript(
  { live, machine }: OpenHost,
  job: Job,
  args: TrialArguments,
): Promise<ExitStatus> {
  const { bootIdOf } = await import('../../machine/machine.js');
  const [ssh, boot] = [await machine.connection(), await bootIdOf(machine)];
  const seconds = args.confirm;
  const number = await live.alone(async () => {
    const next = await live.next();
    await live.begin({ ...aboutOf(job, next, ssh), boot }, job.script, seconds || KEPT_AT_ONCE, job.planned);
    if (seconds === 0) await live.keep();
    return next;
  });
  if (seconds > 0) tellHowToConfirm(visible(job.host), number, seconds, ssh !== undefined);
  const confirmed = seconds === 0 || (await isConfirmed(live, number));
  if (args.json)
    printDocument({ host: job.host, generation: number, confirmed, ...planJson(job.plan) }, job.diagnostics);
  const host = visible(job.host);
  process.stderr.write(
    confirmed
      ? `${host}: generation ${number} is loaded and confirmed\n`
      : `${host}: generation ${number} was not confirmed: the rules before it apply again\n`,
  );
  return confirmed ? exit.fine : exit.notConfirmed;
}

/** Enough for the two transactions of a change that needs no confirmation, in seconds. */
const KEPT_AT_ONCE = 60;

type Ssh = Awaited<ReturnType<OpenHost['machine']['connection']>>;

function aboutOf(
  { host, target, xtables, generator, sources }: Job,
  number: number,
  ssh: Ssh,
): Omit<About, 'boot'> {
  const user = process.env.SUDO_USER ?? userInfo().username;
  return {
    number,
    host,
    target,
    ...(xtables && { xtables }),
    generator,
    sources,
    applied: new Date().toISOString(),
    by: ssh ? `${user} from ${ssh.client}` : user,
    ...(ssh && { ssh: [ssh.client, ssh.clientPort, ssh.server, ssh.serverPort].join(' ') }),
  };
}

function tellHowToConfirm(host: string, number: number, seconds: number, overSsh: boolean): void {
  const where = overSsh ? 'over a new SSH connection' : 'at a console, or over a new SSH connection';
  process.stderr.write(
    `${host}: generation ${number} applies for ${seconds} s. Confirm it ${where}:\n` +
      `  sudo secgroup confirm\n` +
      `If nobody does, the kernel goes back to the old rules, also if this program is ended.\n`,
  );
}

/** Milliseconds between two looks at what is kept, which is cheap, and at what the kernel holds. */
const [PAUSE, LONG_PAUSE] = [250, 2000];

async function isConfirmed(live: OpenHost['live'], number: number): Promise<boolean> {
  for (;;) {
    const { trial, settled } = await live.held();
    if (settled === number) return true;
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
