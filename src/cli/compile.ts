import type { Argv } from 'yargs';
import type { CompiledScript } from '../compiler/compile.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Command, Program } from './command.js';
import { type ExitStatus, exit, UsageError } from './exit.js';
import { progressBar } from './progress.js';
import { readDefinition } from './read.js';
import { count, printDiagnostics, printDocument, printFailure } from './report.js';
import { type SourceArguments, withSources } from './source-options.js';
import { checkTarget, type TargetArguments, withTarget } from './target-options.js';

interface CompileArguments extends SourceArguments, TargetArguments {
  readonly host: readonly string[];
  readonly output: string | undefined;
  readonly budget: number | undefined;
  readonly jobs: number | undefined;
  readonly proof: boolean;
  readonly stats: boolean;
  readonly json: boolean;
}

export const compileCommand: Command<CompileArguments> = {
  command: 'compile <sources..>',
  describe: 'Write the firewall scripts of hosts',
  builder: (yargs) =>
    withTarget(withSources(yargs))
      .option('host', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'Host to compile for, by id or name; can be repeated with -o. Default: all',
      })
      .option('output', {
        type: 'string',
        alias: 'o',
        requiresArg: true,
        describe: 'Folder for one file per host',
      })
      .option('budget', {
        type: 'number',
        requiresArg: true,
        describe: 'Most lookups that a new connection may cost; more is an error',
      })
      .option('jobs', {
        type: 'number',
        alias: 'j',
        requiresArg: true,
        describe: 'Hosts to compile at a time; default: one per core if that is faster',
      })
      .option('proof', {
        type: 'boolean',
        default: true,
        describe: 'Prove each script before it is written; --no-proof turns it off',
      })
      .option('stats', { type: 'boolean', default: false, describe: 'Print what merging achieved' })
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'Print scripts, figures and diagnostics as JSON',
      })
      .example('$0 compile groups.yaml --host web-1 > web-1.nft', 'The nftables script of one host')
      .example('$0 compile groups.yaml -o scripts --target ipset', 'A script for every host, in a folder')
      .example(
        '$0 compile security-groups.json interfaces.json --host i-0abc',
        'From AWS exports',
      ) as unknown as Argv<CompileArguments>,
  run: runCompile,
};

async function runCompile(args: CompileArguments, { worker }: Program): Promise<ExitStatus> {
  await checkTarget(args);
  if (args.budget !== undefined && !(Number.isInteger(args.budget) && args.budget > 0)) {
    throw new UsageError('--budget takes a whole number of lookups');
  }
  if (args.jobs !== undefined && !(Number.isInteger(args.jobs) && args.jobs > 0)) {
    throw new UsageError('--jobs takes a whole number of hosts at a time');
  }
  const { value, diagnostics, options } = await readDefinition(args);
  if (!value) return printFailure(diagnostics, args);
  const { compileInJobs } = await import('../compiler/jobs.js');
  const hosts = hostsOf(
    args,
    value.linked.hosts.nodes.map(({ id }) => id),
  );
  const compileOptions = {
    ...options,
    target: args.target,
    hosts,
    xtables: args.xtables,
    budget: args.budget,
    proof: args.proof,
  };
  const jobs = { count: args.jobs, worker };
  const outcome = await compileInJobs(value, compileOptions, jobs, await progressBar());
  const all = [...diagnostics, ...outcome.diagnostics];
  if (!outcome.value) return printFailure(all, args);
  await deliver(outcome.value, all, args);
  return exit.fine;
}

/** Standard output holds one script, so without a folder one host must be meant. */
function hostsOf(
  { host, output, json }: CompileArguments,
  known: readonly string[],
): readonly string[] | undefined {
  const several = host.length === 0 ? known.length > 1 : host.length > 1;
  if (several && output === undefined && !json) {
    const names = known.slice(0, 10).join(', ') + (known.length > 10 ? ', …' : '');
    throw new UsageError(
      `there are ${count(known.length, 'host')} (${names}): name one with --host, or a folder with -o`,
    );
  }
  return host.length === 0 ? undefined : host;
}

async function deliver(
  scripts: readonly CompiledScript[],
  diagnostics: readonly Diagnostic[],
  args: CompileArguments,
): Promise<void> {
  const written = args.output === undefined ? undefined : await writeInto(args.output, scripts);
  if (args.json) {
    printDocument(
      { scripts: scripts.map((script, i) => ({ ...script, ...written?.results[i] })) },
      diagnostics,
    );
    return;
  }
  printDiagnostics(diagnostics);
  if (written) process.stderr.write(`${written.text}\n`);
  if (args.output === undefined) for (const { text } of scripts) process.stdout.write(text);
  if (args.stats) {
    const { statsTable } = await import('./stats-table.js');
    process.stderr.write(`${statsTable(scripts)}\n`);
  }
}

async function writeInto(folder: string, scripts: readonly CompiledScript[]) {
  const { writeScripts, writtenText } = await import('./write-scripts.js');
  const results = await writeScripts(folder, scripts);
  return { results, text: writtenText(results) };
}
