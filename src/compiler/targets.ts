import type { Report } from '../diagnostics/diagnostic.js';
import type { HostRuleset } from '../ruleset/host-ruleset.js';
import type { Header } from '../target/header.js';
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
  options: CompileOptions,
  report: Report,
): Script {
  switch (options.target) {
    case 'nftables': {
      const program = lowerNftables(ruleset);
      return { text: renderNftables(program, header), stats: nftStats(program) };
    }
    case 'iptables':
    case 'ipset':
      throw new Error(`${options.target} is on its way ${String(report)}`);
  }
}
