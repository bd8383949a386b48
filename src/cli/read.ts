import type { Analysis } from '../compiler/analyse.js';
import type { SourceOptions } from '../compiler/options.js';
import type { Outcome } from '../diagnostics/diagnostic.js';
import { readSourceOptions, type SourceArguments } from './source-options.js';

export interface ReadResult extends Outcome<Analysis> {
  readonly options: SourceOptions;
}

/** Reads the sources that a command line names and follows their references. */
export async function readDefinition(args: SourceArguments): Promise<ReadResult> {
  const options = await readSourceOptions(args);
  const { analyse, withDiagnostics } = await import('../compiler/analyse.js');
  const { collectAsync } = await import('../diagnostics/diagnostic.js');
  const { readPaths } = await import('../document/file.js');
  const files = await collectAsync((report) => readPaths(args.sources, options, report));
  if (!files.value) return { ...files, value: undefined, options };
  return { ...withDiagnostics(await analyse(files.value, options), files.diagnostics), options };
}
