import type { Analysis } from '../../compiler/analyse.js';
import type { SourceOptions } from '../../compiler/options.js';
import type { Diagnostic, Outcome } from '../../diagnostics/diagnostic.js';
import type { TestResult } from '../../lab/run-test.js';
import type { Command } from '../command.js';
import { type ExitStatus, UsageError } from '../exit.js';
import { phaseBars } from '../progress.js';
import { readDefinition } from '../read.js';
import { printFailure } from '../report.js';
import { type SourceArguments, sourceOptions, sources } from '../source-options.js';
import { type StopSignals, stopSignals } from '../stop-signals.js';
import { checkTarget, type TargetArguments, targetOptions } from '../target-options.js';

interface TestArguments extends SourceArguments, TargetArguments {
  readonly host: readonly string[];
  readonly probes: number | undefined;
  readonly seed: number;
  readonly keep: boolean;
  readonly json: boolean;
  readonly tap: boolean;
  readonly junit: string | undefined;
}

export const testCommand: Command<TestArguments> = {
  command: 'test <sources..>',
  describe:
    'Build the network of a definition in namespaces and try every host with real packets; needs no root',
  positionals: { sources },
  options: {
    ...sourceOptions,
    ...targetOptions,
    host: {
      type: 'string',
      completes: 'host',
      array: true,
      nargs: 1,
      default: [],
      describe: 'Host to test, by id or name; can be repeated. Default: all',
    },
    probes: {
      type: 'number',
      requiresArg: true,
      describe: 'Send at most this many probes; default: as many as the definition needs',
    },
    seed: {
      type: 'number',
      requiresArg: true,
      default: 1,
      describe: 'Seed of the random probes; the same seed gives the same probes',
    },
    keep: {
      type: 'boolean',
      default: false,
      describe: 'Leave the laboratory running and print how to enter its hosts',
    },
    json: { type: 'boolean', default: false, describe: 'Print everything as JSON' },
    tap: { type: 'boolean', default: false, describe: 'Print TAP 14' },
    junit: {
      type: 'string',
      completes: 'file',
      requiresArg: true,
      describe: 'File to write JUnit XML to, beside what is printed',
    },
  },
  examples: [
    ['$0 test groups.yaml', 'Does every host let in and out exactly what it should?'],
    ['$0 test groups.yaml --host db-1 --target ipset', 'One host, and its script for ipset'],
    ['$0 test security-groups.json interfaces.json --junit report.xml', 'In continuous integration'],
  ],
  run: runTestCommand,
};

async function runTestCommand(args: TestArguments): Promise<ExitStatus> {
  checkOptions(args);
  await checkTarget(args);
  const { value, diagnostics, options } = await readDefinition(args);
  if (!value) return withoutResult(diagnostics, args);
  const signals = stopSignals();
  try {
    const outcome = await tested(value, options, args, signals);
    const all = [...diagnostics, ...outcome.diagnostics];
    if (!outcome.value) return signals.status() ?? (await withoutResult(all, args));
    const { deliver, testStatus } = await import('../test-output.js');
    await deliver(outcome.value, all, args);
    return signals.status() ?? testStatus(outcome.value);
  } finally {
    signals.release();
  }
}

function checkOptions({ probes, seed, json, tap }: TestArguments): void {
  if (probes !== undefined && !(Number.isSafeInteger(probes) && probes > 0))
    throw new UsageError('--probes takes a whole number of probes');
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32))
    throw new UsageError('--seed takes a whole number from 0 to 4294967295');
  if (json && tap) throw new UsageError('--json and --tap both print to standard output: choose one');
}

async function withoutResult(diagnostics: readonly Diagnostic[], args: TestArguments): Promise<ExitStatus> {
  await bailOut('there are no scripts to test', args);
  return printFailure(diagnostics, args);
}

async function bailOut(reason: string, { tap }: TestArguments): Promise<void> {
  if (!tap) return;
  const { tapBailOut } = await import('../../lab/report/tap.js');
  process.stdout.write(tapBailOut(`${reason}; standard error says why`));
}

async function tested(
  analysis: Analysis,
  options: SourceOptions,
  args: TestArguments,
  signals: StopSignals,
): Promise<Outcome<TestResult>> {
  const { target, xtables, host, probes, seed, keep } = args;
  const { runTest } = await import('../../lab/run-test.js');
  const { LabUnavailable } = await import('../../lab/unavailable.js');
  const bars = await phaseBars();
  const hosts = host.length === 0 ? undefined : host;
  const compile = { ...options, target, xtables, hosts };
  const progress = (phase: string, done: number, total: number) =>
    bars.show(phase, phase === 'probing' ? 'probes' : 'hosts', done, total);
  try {
    return await runTest(analysis, { compile, probes, seed, keep, signal: signals.aborted, progress });
  } catch (error) {
    bars.end();
    const isStopped = signals.aborted.aborted;
    const isUnavailable = error instanceof LabUnavailable;
    if (!isStopped && !isUnavailable) throw error;
    await bailOut(isStopped ? 'stopped' : 'the laboratory cannot run on this machine', args);
    if (isUnavailable) throw error;
    process.stderr.write('secgroup: stopped before anything was found\n');
    return { value: undefined, diagnostics: [] };
  } finally {
    bars.end();
  }
}
