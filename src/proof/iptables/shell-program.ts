/** Which shell program it is that holds the rules. */
export interface ShellProgramKind {
  readonly target: 'iptables' | 'ipset';
  readonly xtables: 'default' | 'legacy' | 'nft';
  /** Whether it holds rules for the raw table of each family. */
  readonly early: { readonly ipv4: boolean; readonly ipv6: boolean };
}

/** What stands in place of a text that differs from script to script. */
export type Hole = 'rules ipv6' | 'rules ipv4' | 'early ipv6' | 'early ipv4' | 'sets';

/** A line of the program, or the place of lines that the program only prints. */
export type ShellProgramLine = { readonly hole: Hole } | { readonly text: string };

/** The shell programs that are known: what they do with the rules and sets that they hold was tested with real kernels. */
export type KnownShellPrograms = (kind: ShellProgramKind) => readonly ShellProgramLine[];
