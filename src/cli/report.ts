import { type Diagnostic, hasError } from '../diagnostics/diagnostic.js';
import { printDiagnostic } from '../diagnostics/print.js';
import { type ExitStatus, exit } from './exit.js';
import { paintFor } from './paint.js';

/** More diagnostics than this help nobody; the rest is counted. */
const SHOWN = 100;

/** Prints diagnostics on standard error, for eyes. */
export function printDiagnostics(diagnostics: readonly Diagnostic[]): void {
  const paint = paintFor(process.stderr);
  for (const diagnostic of diagnostics.slice(0, SHOWN))
    process.stderr.write(`${printDiagnostic(diagnostic, paint)}\n`);
  const more = diagnostics.length - SHOWN;
  if (more > 0) process.stderr.write(`… and ${more} more\n`);
}

export function statusOf(diagnostics: readonly Diagnostic[]): ExitStatus {
  return hasError(diagnostics) ? exit.definitionWrong : exit.fine;
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** `1 error`, `2 errors` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
