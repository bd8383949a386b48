import type { Outcome } from '../diagnostics/diagnostic.js';
import { textFile } from '../document/file.js';
import { DEFAULT_SIZE_LIMIT } from '../document/size-limit.js';
import { type CompiledScript, compileFiles } from './compile.js';
import type { CompileOptions } from './options.js';

/** A definition as text, whatever its format. */
export interface SourceText {
  /** Shown in diagnostics and in the script's header; prefix list files are looked for beside it. */
  readonly name: string;
  readonly text: string;
}

/** Options of `compile`; everything has a default, and `hosts` left out means every host. */
export type LibraryOptions = Partial<CompileOptions>;

/**
 * Compiles definitions into scripts, one for each host. No value means that a diagnostic is an error; diagnostics can
 * hold warnings beside a value. It throws only when the program itself is wrong.
 */
export function compile(
  sources: readonly SourceText[],
  options: LibraryOptions = {},
): Promise<Outcome<readonly CompiledScript[]>> {
  const defaults: CompileOptions = { target: 'nftables', devices: new Map(), sizeLimit: DEFAULT_SIZE_LIMIT };
  return compileFiles(
    sources.map(({ name, text }) => textFile(name, text)),
    { ...defaults, ...options },
  );
}
