import type { Analysis } from '../../compiler/analyse.js';
import type { Outcome } from '../../diagnostics/diagnostic.js';
import type { Source } from '../../diagnostics/source.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit, UsageError } from '../exit.js';
import { readDefinition } from '../read.js';
import { count, printDiagnostics, printDocument, printFailure } from '../report.js';
import { readSourceOptions, type SourceArguments, sourceOptions, sources } from '../source-options.js';
import { checkTarget, type TargetArguments, targetOptions } from '../target-options.js';

interface VerifyArguments extends SourceArguments, TargetArguments {
  readonly host: string | undefined;
  readonly kernel: boolean;
  readonly live: boolean;
  readonly json: boolean;
}

export const verifyCommand: Command<VerifyArguments> = {
  // What is needed is filled first, so the script is the first of the sources, and there is none with --live.
  command: 'verify [script] <sources..>',
  describe:
    'Prove that a script, or what is loaded, enforces exactly the definition, or show packets for which it does not',
  positionals: {
    script: { type: 'string', completes: 'file', describe: 'Script to read; omit it with --live' },
    sources,
  },
  options: {
    ...sourceOptions,
    ...targetOptions,
    xtables: {
      ...targetOptions.xtables,
      describe: "With --live: the kind of iptables that holds it; default: the system's iptables",
    },
    host: { type: 'string', completes: 'host', requiresArg: true, describe: 'Host it is for, by id or name' },
    kernel: {
      type: 'boolean',
      default: false,
      describe: 'Load the script into a namespace of its own, and prove what the kernel then holds',
    },
    live: {
      type: 'boolean',
      default: false,
      describe: 'Prove what is loaded on this machine now (as root); changes nothing',
    },
    json: { type: 'boolean', default: false, describe: 'Print as JSON' },
  },
  examples: [
    ['$0 verify web-1.nft groups.yaml --host web-1', 'Was it edited by hand, or is it out of date?'],
    ['$0 verify web-1.nft groups.yaml --host web-1 --kernel', 'And does nft load it as intended?'],
    ['$0 verify --live groups.yaml --host web-1', 'And is it what this machine has loaded?'],
  ],
  run: runVerify,
};

/** A command line taken apart: what is to be proven. */
interface Request extends VerifyArguments {
  /** Undefined: what is loaded. */
  readonly script: string | undefined;
}

async function requestOf(args: VerifyArguments): Promise<Request> {
  await checkTarget(args);
  if (args.live && args.kernel) throw new UsageError('--live reads no script, so there is none for --kernel');
  if (args.xtables && !args.live) throw new UsageError('--xtables needs --live');
  if (args.live) return { ...args, script: undefined };
  const [script, ...sources] = args.sources;
  if (sources.length === 0)
    throw new UsageError('name the script and then the definition; or --live and the definition');
  return { ...args, script, sources };
}

async function runVerify(args: VerifyArguments): Promise<ExitStatus> {
  const request = await requestOf(args);
  const script = await readScript(request);
  if (!script.value) return printFailure(script.diagnostics, args);
  const { value, diagnostics } = await readDefinition(request);
  if (!value) return printFailure(diagnostics, args);
  const hosts = value.linked.hosts.nodes;
  if (args.host === undefined && hosts.length > 1)
    throw new UsageError(`there are ${count(hosts.length, 'host')}: name one with --host`);
  const outcome = await verified(value, script.value, request);
  const all = [...diagnostics, ...outcome.diagnostics];
  if (outcome.value === undefined) return printFailure(all, args);
  if (args.json) printDocument({ host: outcome.value, proven: true }, all);
  else {
    printDiagnostics(all);
    const what = request.script ?? 'what is loaded here';
    process.stderr.write(`${what}: enforces exactly the definition for host ${outcome.value}\n`);
  }
  return exit.fine;
}

async function readScript(request: Request): Promise<Outcome<Source | 'live'>> {
  const { script } = request;
  if (script === undefined) return { value: 'live', diagnostics: [] };
  const { collect, collectAsync } = await import('../../diagnostics/diagnostic.js');
  const { startOf } = await import('../../document/decode.js');
  const { readPaths, textFile } = await import('../../document/file.js');
  const { ReadSource } = await import('../../diagnostics/source.js');
  const options = await readSourceOptions(request);
  const { value, diagnostics } = await collectAsync((report) => readPaths([script], options, report));
  if (value && value.length !== 1) throw new UsageError(`'${script}' is not one script`);
  const [file] = value ?? [];
  if (!file) return { value: undefined, diagnostics };
  return collect((report) => {
    // What is read in spite of a mark, or as UTF-16, is something else to the programs that load it.
    if (textFile(file.name, file.text).digest !== file.digest)
      report('file-encoding', startOf(file.name), {
        name: file.name,
        encoding: 'text with a byte order mark',
      });
    return new ReadSource(file.name, file.text);
  });
}

async function verified(
  analysis: Analysis,
  script: Source | 'live',
  { target, xtables, kernel, host }: Request,
): Promise<Outcome<string>> {
  const { verifyLive, verifyLoaded, verifyScript } = await import('../../compiler/verify.js');
  if (script === 'live') return verifyLive(analysis, target, xtables, host);
  return (kernel ? verifyLoaded : verifyScript)(analysis, script, target, host);
}
