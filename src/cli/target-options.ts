import type { Argv } from 'yargs';
import { type Target, targets, type XtablesKind, xtablesKinds } from '../target/target.js';
import { UsageError } from './exit.js';

/** Options of every command that has to do with scripts. */
export interface TargetArguments {
  readonly target: Target;
  readonly xtables: XtablesKind | undefined;
}

export function withTarget<T>(
  yargs: Argv<T>,
  xtables = "Call iptables-legacy or iptables-nft by name; default: the system's iptables",
): Argv<T & TargetArguments> {
  return yargs
    .option('target', { choices: targets, default: 'nftables', alias: 't', describe: 'Kind of script' })
    .option('xtables', { choices: xtablesKinds, describe: xtables }) as unknown as Argv<T & TargetArguments>;
}

export async function checkTarget({ target, xtables }: TargetArguments): Promise<void> {
  if (xtables === undefined) return;
  const { backendOf } = await import('../backend/registry.js');
  if (!backendOf(target).hasKinds) throw new UsageError('--xtables needs --target iptables or ipset');
}
