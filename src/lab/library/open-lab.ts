import type { Analysis } from '../../compiler/analyse.js';
import { analyse } from '../../compiler/analyse.js';
import type { SourceText } from '../../compiler/library.js';
import type { CompileOptions } from '../../compiler/options.js';
import { collectAsync, type Diagnostic, type Outcome } from '../../diagnostics/diagnostic.js';
import { printDiagnostic } from '../../diagnostics/print.js';
import { readPaths, textFile } from '../../document/file.js';
import { DEFAULT_SIZE_LIMIT } from '../../document/size-limit.js';
import { buildLaboratory } from '../build.js';
import { policiesOf } from '../policies.js';
import { Lab } from './lab.js';

/** Everything has a default: every host, nftables. */
export type LabOptions = Partial<CompileOptions>;

/** Where a definition is: files and folders by their paths, or texts. */
export type LabSources = string | SourceText | readonly (string | SourceText)[];

/** A definition that cannot be compiled, so that there is nothing to try. */
export class DefinitionError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(`the definition cannot be compiled:\n${diagnostics.map((one) => printDiagnostic(one)).join('\n')}`);
    this.diagnostics = diagnostics;
  }
}

/**
 * Builds the network that a definition describes, each host with its script loaded. It throws a `DefinitionError` where the definition
 * is wrong, and a `LabUnavailable` where the machine lacks something. The laboratory goes with `await using`, with `close()`, when
 * nothing holds it any more, and at the latest with this program, however that ends.
 */
export async function openLab(sources: LabSources, options: LabOptions = {}): Promise<Lab> {
  const whole: CompileOptions = {
    target: 'nftables',
    devices: new Map(),
    sizeLimit: DEFAULT_SIZE_LIMIT,
    ...options,
  };
  const analysis = sure(await analyse(await filesOf(sources, whole), whole));
  return openAnalysis(analysis, whole);
}

async function openAnalysis(analysis: Analysis, compile: CompileOptions): Promise<Lab> {
  const { laboratory, hosts } = sure(await buildLaboratory(analysis, { compile, progress: () => {} }));
  return new Lab(laboratory, policiesOf(analysis, hosts));
}

async function filesOf(sources: LabSources, options: CompileOptions) {
  const files = await Promise.all(
    [sources].flat().map(async (source) => {
      if (typeof source !== 'string') return [textFile(source.name, source.text)];
      return sure(await collectAsync((report) => readPaths([source], options, report)));
    }),
  );
  return files.flat();
}

function sure<T>({ value, diagnostics }: Outcome<T>): T {
  if (value === undefined) throw new DefinitionError(diagnostics);
  return value;
}
