import type { XtablesKind } from '../target/target.js';

/** How rules are tried on a machine that has no secgroup: by a program of its shell, which knows only what a script holds and what is loaded. */
export interface ShellTrial {
  /** The rules of a script, as they are put beside those that apply. */
  readonly staged: (script: string) => string;
  /**
   * Functions of the shell. `stage` puts the rules in `$work/staged` beside those that apply, `begin SECONDS` lets packets meet them for so
   * long, after which the kernel goes back by itself, `keep` loads `$work/script` in their place, and fails where the trial is over,
   * and `end` ends it at once. `going` succeeds as long as there is one; `held` prints what is loaded, but for what packets change.
   */
  readonly functions: (kind: XtablesKind | undefined) => string;
}
