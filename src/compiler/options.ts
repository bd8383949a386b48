import type { AddressRange } from '../address/parse.js';
import type { FileOptions } from '../document/file.js';
import type { Target } from '../target/target.js';

/** What decides how sources are read. */
export interface SourceOptions extends FileOptions {
  /** Device names for interfaces that their format gives none, by the interface's id. */
  readonly devices: ReadonlyMap<string, string>;
  /** What `my-ip` means; absent where it is not known. */
  readonly myIp?: AddressRange | undefined;
}

export interface CompileOptions extends SourceOptions {
  readonly target: Target;
  /** Hosts or interfaces, by id or name. Absent: every host of the definition. */
  readonly hosts?: readonly string[] | undefined;
  /** Lookups that one new connection may cost at the most; a host that costs more is an error. Absent: any number. */
  readonly budget?: number | undefined;
  /** `false` writes scripts without proving them, and says so in them. Absent: what can be proven is. */
  readonly proof?: boolean | undefined;
  /** Which iptables the script calls. Absent: what the system calls `iptables`. */
  readonly xtables?: 'legacy' | 'nft' | undefined;
  /** In how many rules a chain of a dispatch tree of iptables ends. Absent: what measured best; 1 for the deepest trees. */
  readonly treeRun?: number | undefined;
}
