import type { Report } from '../diagnostics/diagnostic.js';
import type { HostRuleset } from '../ruleset/host-ruleset.js';
import type { Header } from '../target/header.js';
import type { ShortRuns } from '../target/sets.js';
import type { ProgramStats, Target, XtablesKind } from '../target/target.js';
import type { Kernel } from './kernel.js';
import type { Reader } from './reader.js';

/** All that is known of one way to filter packets with the kernel: how rules are written for it, read back, loaded and listed. */
export interface Backend {
  readonly target: Target;
  /** What the names of its scripts end in, with the dot. */
  readonly fileEnding: string;
  /** Whether its programs exist in the kinds that `xtables` names. */
  readonly hasKinds: boolean;
  /** How it holds runs of few addresses. */
  readonly shortRuns: ShortRuns;
  /** Lowers a host's ruleset and prints the program. What it cannot express exactly is reported, and then the script is not to be used. */
  readonly write: (ruleset: HostRuleset, header: Header, options: WriteOptions, report: Report) => Script;
  /** Reads a script as `write` prints it. */
  readonly read: Reader;
  readonly kernel: Kernel;
}

export interface WriteOptions {
  /** Which iptables the script calls. Absent: what the system calls `iptables`. */
  readonly xtables?: XtablesKind | undefined;
  /** In how many rules a chain of a dispatch tree of iptables ends. Absent: what measured best; 1 for the deepest trees. */
  readonly treeRun?: number | undefined;
}

export interface Script {
  readonly text: string;
  readonly stats: ProgramStats;
}
