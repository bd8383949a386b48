import type { Code } from '../diagnostics/catalogue.js';
import { type Diagnostic, hasError } from '../diagnostics/diagnostic.js';
import { jsonDiagnostic } from '../diagnostics/json.js';
import { printDiagnostic } from '../diagnostics/print.js';
import { type ExitStatus, exit } from './exit.js';
import { folded } from './fold.js';
import { paintFor } from './paint.js';

/** More diagnostics than this help nobody; the rest is counted. */
const SHOWN = 100;

/** Prints diagnostics on standard error, for eyes: those that repeat themselves are counted. */
export function printDiagnostics(diagnostics: readonly Diagnostic[]): void {
  const paint = paintFor(process.stderr);
  const shown = folded(diagnostics);
  for (const { diagnostic, more } of shown.slice(0, SHOWN)) {
    process.stderr.write(`${printDiagnostic(diagnostic, paint)}\n`);
    if (more > 0) process.stderr.write(`… and ${more} more of ${diagnostic.code}\n`);
  }
  const rest = shown.slice(SHOWN).reduce((sum, { more }) => sum + 1 + more, 0);
  if (rest > 0) process.stderr.write(`… and ${rest} more\n`);
}

export function statusOf(diagnostics: readonly Diagnostic[]): ExitStatus {
  return hasError(diagnostics) ? exit.definitionWrong : exit.fine;
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/**
 * What every command that reads a definition prints with `--json`: one document on standard output, which has the
 * `diagnostics` beside the results, and nothing for eyes. Where an error withholds the results, their keys are absent.
 */
export function printDocument(results: object, diagnostics: readonly Diagnostic[]): void {
  printJson({ ...results, diagnostics: diagnostics.map(jsonDiagnostic) });
}

/** Tells why there is no result, in the form that was asked for. */
export function printFailure(diagnostics: readonly Diagnostic[], { json }: { json: boolean }): ExitStatus {
  if (json) printDocument({}, diagnostics);
  else printDiagnostics(diagnostics);
  return failureStatus(diagnostics);
}

/** What is wrong with the definition comes before what is wrong with a script. */
export function failureStatus(diagnostics: readonly Diagnostic[]): ExitStatus {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  return errors.length > 0 && errors.every(({ code }) => proofCodes.has(code))
    ? exit.notProven
    : exit.definitionWrong;
}

const proofCodes: ReadonlySet<Code> = new Set<Code>([
  'not-proven',
  'more-differences',
  'not-understood',
  'proof-too-complex',
  'not-loaded',
  'nothing-loaded',
]);

/** `1 error`, `2 errors` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
