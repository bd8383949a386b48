import type { Report } from '../diagnostics/diagnostic.js';
import type { HostRuleset } from '../ruleset/host-ruleset.js';
import type { Header } from '../target/header.js';
import { lowerIptables } from '../target/iptables/lower.js';
import { renderIptables } from '../target/iptables/render.js';
import { iptablesStats } from '../target/iptables/stats.js';
import { lowerNftables } from '../target/nftables/lower.js';
import { renderNftables } from '../target/nftables/render.js';
import { nftStats } from '../target/nftables/stats.js';
import type { ProgramStats } from '../target/target.js';
import type { CompileOptions } from './options.js';

export interface Script {
  readonly text: string;
  readonly stats: ProgramStats;
}

/** Lowers a host's ruleset to the target that was asked for, and prints it. */
export function writeScript(
  ruleset: HostRuleset,
  header: Header,
  { target, xtables, treeRun: run }: CompileOptions,
  report: Report,
): Script {
  if (target === 'nftables') {
    const program = lowerNftables(ruleset, report);
    return { text: renderNftables(program, header), stats: nftStats(program) };
  }
  const program = lowerIptables(ruleset, { sets: target === 'ipset', xtables, run }, report);
  return { text: renderIptables(program, header), stats: iptablesStats(program) };
}
