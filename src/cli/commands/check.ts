import type { Analysis } from '../../compiler/analyse.js';
import { type Code, catalogue, codes } from '../../diagnostics/catalogue.js';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit, UsageError } from '../exit.js';
import { readDefinition } from '../read.js';
import { count, printDiagnostics, printDocument, statusOf } from '../report.js';
import { type SourceArguments, sourceOptions, sources } from '../source-options.js';

interface CheckArguments extends SourceArguments {
  readonly advice: boolean;
  readonly ignore: readonly Code[];
  readonly json: boolean;
}

export const checkCommand: Command<CheckArguments> = {
  command: 'check <sources..>',
  describe: 'Report errors, warnings and advice; write nothing',
  positionals: { sources },
  options: {
    ...sourceOptions,
    advice: {
      type: 'boolean',
      default: true,
      describe: 'Advise on what is valid but unwise; --no-advice turns it off',
    },
    ignore: {
      choices: codes,
      array: true,
      nargs: 1,
      default: [],
      describe: 'Warning or advice to hide, by its code; can be repeated',
    },
    strict: { type: 'boolean', default: false, describe: 'Fail on warnings and advice too' },
    json: { type: 'boolean', default: false, describe: 'Print the diagnostics as JSON' },
  },
  examples: [
    ['$0 check groups.yaml', 'Everything worth knowing about a definition'],
    ['$0 check groups.yaml --strict --ignore unused-group', 'In continuous integration'],
  ],
  run: runCheck,
};

async function runCheck(args: CheckArguments): Promise<ExitStatus> {
  refuseErrors(args.ignore);
  // Its own --strict comes after --ignore, which leaves warnings out and never errors.
  const { value, diagnostics: found } = await readDefinition({ ...args, strict: false });
  const later = value ? await examine(value, args.advice) : [];
  const ignored = new Set<Code>(args.ignore);
  const diagnostics = [...found, ...later].filter(
    ({ severity, code }) => severity === 'error' || !ignored.has(code),
  );
  if (args.json) {
    printDocument({}, diagnostics);
  } else {
    printDiagnostics(diagnostics);
    process.stderr.write(`${summary(diagnostics, value)}\n`);
  }
  if (args.strict && diagnostics.length > 0) return exit.definitionWrong;
  return statusOf(diagnostics);
}

/** An error withholds scripts whatever is ignored, so leaving it out would hide why. */
function refuseErrors(ignored: readonly Code[]): void {
  const error = ignored.find((code) => catalogue[code].severity === 'error');
  if (error !== undefined)
    throw new UsageError(`--ignore hides warnings and advice, but '${error}' is an error`);
}

/** What shows only when hosts are resolved, whether they do what is expected, and what advice there is. */
async function examine({ linked }: Analysis, withAdvice: boolean): Promise<readonly Diagnostic[]> {
  const { collect, withoutRepeats } = await import('../../diagnostics/diagnostic.js');
  const { Resolver } = await import('../../policy/resolve.js');
  const { advise } = await import('../../advice/advise.js');
  const { checkExpectations } = await import('../../expectation/check.js');
  const { reportExpectations } = await import('../../expectation/report.js');
  const hosts = collect((report) => {
    const resolver = new Resolver(linked);
    const policies = linked.hosts.nodes.map((host) => resolver.resolve(host, report));
    reportExpectations(checkExpectations(linked, policies, report), report);
  });
  const advice = collect((report) => {
    if (withAdvice) advise(linked, report);
  });
  return withoutRepeats([...hosts.diagnostics, ...advice.diagnostics]);
}

function summary(diagnostics: readonly Diagnostic[], value: Analysis | undefined): string {
  const number = (severity: Diagnostic['severity']) =>
    diagnostics.filter((one) => one.severity === severity).length;
  const found = [
    count(number('error'), 'error'),
    count(number('warning'), 'warning'),
    `${number('advice')} advice`,
  ];
  return sizeOf(value) + found.join(', ');
}

function sizeOf(value: Analysis | undefined): string {
  if (!value) return '';
  const { definition, hosts, expectations } = value.linked;
  const size = `${count(definition.groups.length, 'group')} and ${count(hosts.nodes.length, 'host')}`;
  return expectations.length === 0 ? `${size}: ` : `${size}, ${count(expectations.length, 'expectation')}: `;
}
