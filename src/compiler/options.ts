import type { AddressRange } from '../address/parse.js';
import type { WriteOptions } from '../backend/backend.js';
import type { FileOptions } from '../document/file.js';
import type { FormatName } from '../formats/format.js';
import type { Target } from '../target/target.js';

/** What decides how sources are read. */
export interface SourceOptions extends FileOptions {
  /** Device names for interfaces that their format gives none, by the interface's id. */
  readonly devices: ReadonlyMap<string, string>;
  /** What `my-ip` means; absent where it is not known. */
  readonly myIp?: AddressRange | undefined;
  /** Values of a template's parameters, by name. Absent: every parameter keeps its default. */
  readonly parameters?: ReadonlyMap<string, string> | undefined;
  /** The format of all sources. Absent: each is recognised by its shape. */
  readonly from?: FormatName | undefined;
  /** Whether a warning that something stays unknown is an error. Absent: it is not, and what is unknown matches nothing. */
  readonly strict?: boolean | undefined;
}

export interface CompileOptions extends SourceOptions, WriteOptions {
  readonly target: Target;
  /** Hosts or interfaces, by id or name. Absent: every host of the definition. */
  readonly hosts?: readonly string[] | undefined;
  /** Lookups that one new connection may cost at the most; a host that costs more is an error. Absent: any number. */
  readonly budget?: number | undefined;
  /** `false` writes scripts without proving them, and says so in them. Absent: what can be proven is. */
  readonly proof?: boolean | undefined;
}
