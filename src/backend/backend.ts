import type { Settings } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Firewall } from '../proof/firewall.js';
import type { OwnPart } from '../proof/own.js';
import type { HostRuleset } from '../ruleset/host-ruleset.js';
import type { Header } from '../target/header.js';
import type { ShortRuns } from '../target/sets.js';
import type { ProgramStats, Target, XtablesKind } from '../target/target.js';

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

/** Told each line that is not understood; the firewall is then not to be used. Lines count from 1. */
export type Fault = (line: number, problem: string) => void;

export type Reader = (text: string, fault: Fault) => Firewall;

/** How scripts come into a kernel, and what a kernel holds. */
export interface Kernel {
  /** What has to be installed where scripts are loaded. */
  readonly programs: (kind: XtablesKind | undefined) => readonly Needed[];
  /** Where distributions install the program that `load` begins with. */
  readonly loaderPath: string;
  /** The command that loads the script in a file. It leaves what was there as it was, or has loaded all. */
  readonly load: (file: string) => readonly string[];
  /** The command that takes out all that is ours. */
  readonly unload: (file: string) => readonly string[];
  /** Commands of the shell that load the script that is their input, and print what the kernel then holds. */
  readonly loadAndList: (script: string) => string;
  /** What the kernel holds in this network namespace. Nothing is changed by looking. Throws a `MachineError`. */
  readonly list: (kind: XtablesKind | undefined) => Promise<Listing>;
  /** What of a listing is ours. */
  readonly ownPart: (listing: Listing, settings: Settings, fault: (problem: string) => void) => OwnPart;
  /** What `loadAndList` has printed, as `read` takes it. */
  readonly textOf: (printed: string, fault: (problem: string) => void) => string;
  /** Reads an own part, or a text. */
  readonly read: Reader;
  /** What a kernel lacks that holds nothing of ours, and where it may be instead. */
  readonly nothing: { readonly what: string; readonly suggestion: string };
}

/** A program, and the package that has it, as Debian calls it; elsewhere the names are nearly the same. */
export interface Needed {
  readonly program: string;
  readonly package: string;
}

/** What a kernel holds, as the programs of a backend print it. */
export interface Listing {
  readonly text: string;
  /** What the text cannot show, in words: other firewalls of the kernel. */
  readonly others: readonly string[];
  /** Of iptables over nft: `nft -j list ruleset`, which tells whether iptables-save has shown all. */
  readonly nft?: string;
}
