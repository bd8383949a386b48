import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { visible } from '../diagnostics/visible.js';
import { packetsAgree, type TestReport } from '../lab/report/report.js';
import type { KeptLab, TestResult } from '../lab/run-test.js';
import { type ExitStatus, exit } from './exit.js';
import { paintFor } from './paint.js';
import { printDiagnostics, printDocument } from './report.js';

/** In which forms a report is wanted. */
export interface TestForms {
  readonly json: boolean;
  readonly tap: boolean;
  /** File for JUnit XML. */
  readonly junit: string | undefined;
}

/** Prints what a run has found, in the forms that were asked for. */
export async function deliver(
  result: TestResult,
  diagnostics: readonly Diagnostic[],
  forms: TestForms,
): Promise<void> {
  const { kept } = result;
  const report = reportOf(result);
  if (forms.junit !== undefined) await writeJunit(forms.junit, report);
  if (forms.json) {
    const { jsonReport } = await import('../lab/report/json.js');
    printDocument({ ...jsonReport(report), ...(kept && { kept }) }, diagnostics);
    return;
  }
  printDiagnostics(diagnostics);
  process.stdout.write(forms.tap ? await tapText(report) : await eyesText(report));
  if (kept) process.stderr.write(keptText(kept));
}

function reportOf({ findings, expectations = [] }: TestResult): TestReport {
  return { findings, expectations };
}

async function tapText(report: TestReport): Promise<string> {
  const { tapReport } = await import('../lab/report/tap.js');
  return tapReport(report);
}

async function eyesText(report: TestReport): Promise<string> {
  const { testText } = await import('./test-text.js');
  return `${testText(report, process.stdout.columns ?? USUAL_WIDTH, paintFor(process.stdout))}\n`;
}

/** Characters of a line where standard output is no terminal. */
const USUAL_WIDTH = 120;

async function writeJunit(file: string, report: TestReport): Promise<void> {
  const { junitReport } = await import('../lab/report/junit.js');
  const { writeText } = await import('./write-scripts.js');
  await writeText(file, junitReport(report));
}

function keptText({ processId, hosts = [] }: KeptLab): string {
  const commands = hosts.map(({ id, enter }) => `  ${visible(id)}: ${visible(enter)}\n`).join('');
  const enter = hosts.length === 0 ? '' : `To enter a host:\n${commands}`;
  return `The laboratory is still up.\n${enter}It is gone once its process is ended: kill ${processId}\n`;
}

/** What is wrong with the definition comes before what packets did. */
export function testStatus({ findings, expectations = [] }: TestResult): ExitStatus {
  if (expectations.some(({ holds }) => !holds)) return exit.definitionWrong;
  return packetsAgree(findings) ? exit.fine : exit.packetsDisagree;
}
