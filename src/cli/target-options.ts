import { type Target, targets, type XtablesKind, xtablesKinds } from '../target/target.js';
import type { Options } from './command.js';
import { UsageError } from './exit.js';

/** Options of every command that has to do with scripts. */
export interface TargetArguments {
  readonly target: Target;
  readonly xtables: XtablesKind | undefined;
}

export const targetOptions = {
  target: { choices: targets, default: 'nftables', alias: 't', describe: 'Kind of script' },
  xtables: {
    choices: xtablesKinds,
    describe: "Call iptables-legacy or iptables-nft by name; default: the system's iptables",
  },
} as const satisfies Options;

export async function checkTarget({ target, xtables }: TargetArguments): Promise<void> {
  if (xtables === undefined) return;
  const { backendOf } = await import('../backend/registry.js');
  if (!backendOf(target).hasKinds) throw new UsageError('--xtables needs --target iptables or ipset');
}
