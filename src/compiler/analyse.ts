import { collect, collectAsync, type Diagnostic, type Outcome, strictly } from '../diagnostics/diagnostic.js';
import type { Source } from '../diagnostics/source.js';
import { readTextFile, type TextFile } from '../document/file.js';
import { type Reading, type ReadOptions, readSources } from '../formats/read-sources.js';
import { type Linked, link } from '../policy/link.js';
import { reportSilentMembers } from '../policy/silent-members.js';
import type { SourceOptions } from './options.js';

/** A definition that was read and whose references were followed: what every command starts from. */
export interface Analysis {
  readonly linked: Linked;
  readonly files: readonly TextFile[];
  /** What the places of the definition are in. */
  readonly sources: readonly Source[];
}

export async function analyse(
  files: readonly TextFile[],
  options: SourceOptions,
): Promise<Outcome<Analysis>> {
  const outcome = await analyseFiles(files, options);
  return options.strict ? strictly(outcome) : outcome;
}

async function analyseFiles(files: readonly TextFile[], options: SourceOptions): Promise<Outcome<Analysis>> {
  const read = await collectAsync((report) => {
    const readFile: ReadOptions['readFile'] = (location, referred) =>
      readTextFile(location, location, options, report, referred);
    return readSources(files, { ...options, readFile }, report);
  });
  if (!read.value) return { value: undefined, diagnostics: read.diagnostics };
  return withDiagnostics(linkReading(read.value, options), read.diagnostics);
}

function linkReading({ definition, files, sources }: Reading, options: SourceOptions): Outcome<Analysis> {
  return collect((report) => {
    const linked = link(definition, options, report);
    reportSilentMembers(linked, report);
    return { linked, files, sources };
  });
}

export function withDiagnostics<T>(outcome: Outcome<T>, earlier: readonly Diagnostic[]): Outcome<T> {
  return { value: outcome.value, diagnostics: [...earlier, ...outcome.diagnostics] };
}
