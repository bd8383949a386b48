import type { CompiledScript } from '../../compiler/compile.js';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import type { Command, Program } from '../command.js';
import { type ExitStatus, exit, UsageError } from '../exit.js';
import { progressBar } from '../progress.js';
import { readDefinition } from '../read.js';
import { count, printDiagnostics, printDocument, printFailure } from '../report.js';
import { type SourceArguments, sourceOptions, sources } from '../source-options.js';
import { checkTarget, type TargetArguments, targetOptions } from '../target-options.js';

interface CompileArguments extends SourceArguments, TargetArguments {
  readonly host: readonly string[];
  readonly output: string | undefined;
  readonly prune: boolean;
  readonly 'dry-run': boolean;
  readonly budget: number | undefined;
  readonly jobs: number | undefined;
  readonly proof: boolean;
  readonly stats: boolean;
  readonly json: boolean;
}

export const compileCommand: Command<CompileArguments> = {
  command: 'compile <sources..>',
  describe: 'Write the firewall scripts of hosts',
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
      describe: 'Host to compile for, by id or name; can be repeated with -o. Default: all',
    },
    output: {
      type: 'string',
      completes: 'folder',
      alias: 'o',
      requiresArg: true,
      describe: 'Folder for one file per host',
    },
    prune: {
      type: 'boolean',
      default: false,
      describe: 'With -o: remove scripts of an earlier run whose hosts are gone from the definition',
    },
    'dry-run': {
      type: 'boolean',
      default: false,
      describe: 'With -o: tell what would be written and removed, and change nothing',
    },
    budget: {
      type: 'number',
      requiresArg: true,
      describe: 'Most lookups that a new connection may cost; more is an error',
    },
    jobs: {
      type: 'number',
      alias: 'j',
      requiresArg: true,
      describe: 'Hosts to compile at a time; default: one per core if that is faster',
    },
    proof: {
      type: 'boolean',
      default: true,
      describe: 'Prove each script before it is written; --no-proof turns it off',
    },
    stats: { type: 'boolean', default: false, describe: 'Print what merging achieved' },
    json: {
      type: 'boolean',
      default: false,
      describe: 'Print scripts, figures and diagnostics as JSON',
    },
  },
  examples: [
    ['$0 compile groups.yaml --host web-1 > web-1.nft', 'The nftables script of one host'],
    ['$0 compile groups.yaml -o scripts --target ipset', 'A script for every host, in a folder'],
    ['$0 compile security-groups.json interfaces.json --host i-0abc', 'From AWS exports'],
  ],
  run: runCompile,
};

async function runCompile(args: CompileArguments, { worker }: Program): Promise<ExitStatus> {
  await checkTarget(args);
  if (args.output === undefined && (args.prune || args['dry-run']))
    throw new UsageError(`--${args.prune ? 'prune' : 'dry-run'} goes with -o`);
  if (args.budget !== undefined && !(Number.isInteger(args.budget) && args.budget > 0)) {
    throw new UsageError('--budget takes a whole number of lookups');
  }
  if (args.jobs !== undefined && !(Number.isInteger(args.jobs) && args.jobs > 0)) {
    throw new UsageError('--jobs takes a whole number of hosts at a time');
  }
  const { value, diagnostics, options } = await readDefinition(args);
  if (!value) return printFailure(diagnostics, args);
  const { compileInJobs } = await import('../../compiler/jobs.js');
  const known = value.linked.hosts.nodes.map(({ id }) => id);
  const hosts = hostsOf(args, known);
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
  await deliver(outcome.value, known, all, args);
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
  known: readonly string[],
  diagnostics: readonly Diagnostic[],
  args: CompileArguments,
): Promise<void> {
  const folder = args.output === undefined ? undefined : await intoFolder(args.output, scripts, known, args);
  if (args.json) {
    const written = scripts.map((script, i) => ({ ...script, ...folder?.results[i] }));
    printDocument({ scripts: written, ...(folder && { gone: folder.gone }) }, diagnostics);
    return;
  }
  printDiagnostics(diagnostics);
  if (folder) process.stderr.write(`${folder.text}\n`);
  else for (const { text } of scripts) process.stdout.write(text);
  if (args.stats) {
    const { statsTable } = await import('../stats-table.js');
    process.stderr.write(`${statsTable(scripts)}\n`);
  }
}

async function intoFolder(
  folder: string,
  scripts: readonly CompiledScript[],
  known: readonly string[],
  { prune, 'dry-run': dry }: CompileArguments,
) {
  const { writeScripts, writtenText } = await import('../write-scripts.js');
  const { goneScripts, goneText, removeScripts } = await import('../gone-scripts.js');
  const results = await writeScripts(folder, scripts, { dry });
  const files = await goneScripts(folder, known);
  if (prune && !dry) await removeScripts(files);
  const text = [writtenText(results, { dry }), ...goneText(files, { prune, dry })].join('\n');
  return { results, gone: files.map((file) => ({ file, removed: prune && !dry })), text };
}
