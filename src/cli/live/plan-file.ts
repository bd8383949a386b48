import { lstat, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { KeptPlan, PlannedScript } from '../../live/kept-plan.js';
import type { Plan } from '../../live/plan.js';
import { MachineError } from '../../machine/errors.js';
import { UsageError } from '../exit.js';
import { writeText } from '../write-scripts.js';
import type { WantedTarget } from './options.js';
import type { PlaceArguments } from './places.js';
import type { ReadWanted } from './read-wanted.js';

/** A plan for one machine, and what it was made for. */
export interface MadePlan {
  readonly wanted: ReadWanted;
  readonly plan: Plan;
  readonly state: string;
}

/** Keeps plans in a file that only its owner can read: a script tells who may reach what. */
export async function writePlanFile(
  file: string,
  made: readonly MadePlan[],
  { target, xtables }: WantedTarget,
): Promise<void> {
  const { planFileText } = await import('../../live/kept-plan.js');
  const { generator } = await import('../../compiler/version.js');
  const hosts = made.map(
    ({ wanted: { host, ssh, policy, sources, script }, state }): PlannedScript => ({
      host,
      ...(ssh === undefined ? { machine: hostname() } : { ssh }),
      ...(policy.settings.revoke === 'keep' && { keepsFlows: true }),
      sources,
      state,
      script: script.text,
    }),
  );
  const text = planFileText({ generator, target, ...(xtables && { xtables }), hosts });
  // Whoever owned a file of that name before would own the plan.
  const before = await lstat(file).catch(() => undefined);
  if (before && (before.isSymbolicLink() || before.uid !== process.geteuid!()))
    throw new MachineError(`'${file}' is a link, or belongs to somebody else: remove it first`);
  await writeText(file, text, { mode: 0o600 });
}

/** What is in it is loaded by root. */
async function refuseOthersFile(file: string): Promise<void> {
  const { uid, mode } = await stat(file);
  const owners = [0, process.geteuid!(), Number(process.env.SUDO_UID ?? 0)];
  if (!owners.includes(uid) || (mode & 0o022) !== 0)
    throw new MachineError(`'${file}' belongs to others, or they can write to it`);
}

/** The plan that the only source is; undefined: sources are definitions. */
export async function readPlanFile(
  sources: readonly string[],
  sizeLimit: number,
): Promise<KeptPlan | undefined> {
  const [file, ...more] = sources;
  const { isDescriptor, readBytes } = await import('../../document/bytes.js');
  // What comes through a pipe can be read once.
  if (file === undefined || more.length > 0 || file === '-' || isDescriptor(file)) return undefined;
  const read = await readBytes(file, sizeLimit).catch(() => undefined);
  if (read?.kind !== 'bytes') return undefined;
  const { readKeptPlan } = await import('../../live/kept-plan.js');
  const plan = readKeptPlan(Buffer.from(read.bytes).toString());
  if (plan === 'damaged')
    throw new MachineError(`'${file}' is no plan that this version of secgroup has made: plan again`);
  if (plan === 'other') return undefined;
  await refuseOthersFile(file);
  return plan;
}

/** What of a plan the command line asks for: all, or the hosts that it names. */
export function plannedFor(
  plan: KeptPlan,
  {
    host,
    ssh,
    here,
    ...given
  }: PlaceArguments & { readonly [K in keyof WantedTarget]-?: WantedTarget[K] | undefined },
): readonly PlannedScript[] {
  if (ssh !== undefined || here)
    throw new UsageError('a plan says itself where its hosts are: leave --ssh and --here out');
  for (const name of ['target', 'xtables'] as const)
    if (given[name] !== undefined && given[name] !== plan[name])
      throw new UsageError(
        `the plan has ${plan[name] === undefined ? `no --${name}` : `--${name} ${plan[name]}`}, not ${given[name]}: leave --${name} out, or plan again`,
      );
  const unknown = host.find((name) => !plan.hosts.some((one) => one.host === name));
  if (unknown !== undefined)
    throw new UsageError(
      `the plan has no host '${unknown}'; it has ${plan.hosts.map((one) => one.host).join(', ')}`,
    );
  const planned = plan.hosts.filter((one) => host.length === 0 || host.includes(one.host));
  const elsewhere = planned.find(({ machine }) => machine !== undefined && machine !== hostname());
  if (elsewhere)
    throw new UsageError(
      `the plan for ${elsewhere.host} was made on '${elsewhere.machine}', and this machine is '${hostname()}': plan here`,
    );
  return planned;
}
