import type { Settings } from '../definition/model.js';
import type { Machine } from '../machine/machine.js';
import type { OwnPart } from '../proof/own.js';
import type { Target, XtablesKind } from '../target/target.js';
import type { Listing } from './listing.js';
import type { Reader } from './reader.js';
import type { ShellTrial } from './shell-trial.js';
import type { Switching } from './switching.js';

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
  /** Only for a namespace of its own: commands of the shell that load the script that is their input, and print what the kernel then holds. */
  readonly loadAndList: (script: string) => string;
  /** What the kernel of a machine holds, in the network namespace that its programs are run in. Nothing is changed by looking. Throws a `MachineError`. */
  readonly list: (machine: Machine, kind: XtablesKind | undefined) => Promise<Listing>;
  /** What of a listing is ours. */
  readonly ownPart: (listing: Listing, settings: Settings, fault: (problem: string) => void) => OwnPart;
  /** What `loadAndList` has printed, as `read` takes it. */
  readonly textOf: (printed: string, fault: (problem: string) => void) => string;
  /** Reads an own part, or a text. */
  readonly read: Reader;
  /** How rules are switched on a running host. */
  readonly switching: (kind: XtablesKind | undefined) => Switching;
  /** How rules are switched on a machine that has no secgroup. */
  readonly trial: ShellTrial;
  readonly boot: Boot;
  /** What a kernel lacks that holds nothing of ours, and where it may be instead. */
  readonly nothing: { readonly what: string; readonly suggestion: string };
}

/** What loads scripts at boot has to know, as commands of the shell; `file` needs no quoting. */
export interface Boot {
  /** Succeeds where a file holds a script from its first line to its last: nft takes some that were cut off for rules that let nothing pass. */
  readonly isWhole: (file: string) => string;
  /** Succeeds where rules of ours are loaded, whole or in part. */
  readonly isLoaded: (kind: XtablesKind | undefined) => string;
  /** Succeeds where other programs that loaded their rules cannot have come between ours and the packets. */
  readonly holds: string;
  /**
   * A script that loads the one in a file where nothing of ours is loaded, and the command that takes it: one program, no shell, so
   * that little time passes. Absent where there is none.
   */
  readonly ifGone?: { readonly text: (file: string) => string; readonly load: (file: string) => string };
  /** Whose scripts are tried where the one that is meant cannot be loaded, one after the other. */
  readonly rescuers: readonly Target[];
  /** Loads a script whatever stands in its way, in one transaction; only for where nothing that is loaded is worth keeping. */
  readonly loadAnyway: (file: string) => string;
  readonly unloadAll: string;
}

/** A program, and the package that has it, as Debian calls it; elsewhere the names are nearly the same. */
export interface Needed {
  readonly program: string;
  readonly package: string;
}
