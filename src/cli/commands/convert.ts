import type { Analysis } from '../../compiler/analyse.js';
import type { SourceOptions } from '../../compiler/options.js';
import type { Converted } from '../../convert/convert.js';
import { type WrittenFormat, writtenFormats } from '../../convert/written-formats.js';
import type { Diagnostic, Outcome } from '../../diagnostics/diagnostic.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit } from '../exit.js';
import { readDefinition } from '../read.js';
import { printDiagnostics, printDocument, printFailure } from '../report.js';
import { type SourceArguments, sourceOptions, sources } from '../source-options.js';

interface ConvertArguments extends SourceArguments {
  readonly to: WrittenFormat;
  readonly output: string | undefined;
  readonly minimal: boolean;
  readonly json: boolean;
}

export const convertCommand: Command<ConvertArguments> = {
  command: 'convert <sources..>',
  describe: 'Write the definition in the format of a cloud, for Terraform, or in the native language',
  positionals: { sources },
  options: {
    ...sourceOptions,
    to: { choices: writtenFormats, demandOption: true, describe: 'Format to write' },
    output: {
      type: 'string',
      completes: 'file',
      alias: 'o',
      requiresArg: true,
      describe: 'File to write; default: standard output',
    },
    minimal: {
      type: 'boolean',
      default: false,
      describe: 'Write the fewest rules that mean the same, and count them against the quotas of AWS',
    },
    json: {
      type: 'boolean',
      default: false,
      describe: 'Print the text, the counts and the diagnostics as JSON',
    },
  },
  examples: [
    ['$0 convert security-groups.json --to native > groups.yaml', 'From a cloud to the native language'],
    ['$0 convert groups.yaml --to terraform -o groups.tf', 'For Terraform or OpenTofu'],
    [
      '$0 convert groups.yaml --to aws --minimal > groups.json',
      'Merged, with a count of the rules on standard error',
    ],
  ],
  run: runConvert,
};

async function runConvert(args: ConvertArguments): Promise<ExitStatus> {
  const { value, diagnostics, options } = await readDefinition(args);
  if (!value) return printFailure(diagnostics, args);
  const outcome = await converted(value, args, options);
  const all = [...diagnostics, ...outcome.diagnostics];
  if (outcome.value === undefined) return printFailure(all, args);
  await deliver(outcome.value, all, args);
  return exit.fine;
}

async function converted(
  { linked }: Analysis,
  { to, minimal }: ConvertArguments,
  { myIp }: SourceOptions,
): Promise<Outcome<Converted>> {
  const { convert } = await import('../../convert/convert.js');
  const { collect } = await import('../../diagnostics/diagnostic.js');
  return collect((report) => convert(linked, { format: to, minimal, myIp }, report));
}

async function deliver(
  { text, quotas }: Converted,
  diagnostics: readonly Diagnostic[],
  { to, output, json }: ConvertArguments,
): Promise<void> {
  if (output !== undefined) await writeTo(output, text);
  if (json) {
    const where = output === undefined ? { text } : { file: output };
    printDocument({ format: to, ...where, ...(quotas && { quotas }) }, diagnostics);
    return;
  }
  printDiagnostics(diagnostics);
  if (quotas) {
    const { quotaTable } = await import('../quota-table.js');
    process.stderr.write(`${quotaTable(quotas)}\n`);
  }
  if (output === undefined) process.stdout.write(text);
}

async function writeTo(file: string, text: string): Promise<void> {
  const { writeText } = await import('../write-scripts.js');
  await writeText(file, text);
}
