import type { Argv } from 'yargs';
import type { Analysis } from '../compiler/analyse.js';
import type { Outcome } from '../diagnostics/diagnostic.js';
import type { Source } from '../diagnostics/source.js';
import { type Target, targets } from '../target/target.js';
import type { Command } from './command.js';
import { type ExitStatus, exit, UsageError } from './exit.js';
import { readDefinition } from './read.js';
import { count, printDiagnostics, printDocument, printFailure } from './report.js';
import { type SourceArguments, sourceOptions, withSources } from './source-options.js';

interface VerifyArguments extends SourceArguments {
  readonly host: string | undefined;
  readonly target: Target;
  readonly kernel: boolean;
  readonly live: boolean;
  readonly xtables: 'legacy' | 'nft' | undefined;
  readonly json: boolean;
}

export const verifyCommand: Command<VerifyArguments> = {
  // What is needed is filled first, so the script is the first of the sources, and there is none with --live.
  command: 'verify [script] <sources..>',
  describe:
    'Prove that a script, or what is loaded, does exactly what the definition means, or show packets for which it does not',
  builder: (yargs) =>
    withSources(
      yargs.positional('script', { type: 'string', describe: 'Script to read; left out with --live' }),
    )
      .option('host', { type: 'string', requiresArg: true, describe: 'Host it is for, by id or name' })
      .option('target', { choices: targets, default: 'nftables', alias: 't', describe: 'Kind of script' })
      .option('kernel', {
        type: 'boolean',
        default: false,
        describe: 'Load the script into a namespace of its own, and prove what the kernel then holds',
      })
      .option('live', {
        type: 'boolean',
        default: false,
        describe: 'Read no script, but what is loaded on this machine now (as root); changes nothing',
      })
      .option('xtables', {
        choices: ['legacy', 'nft'],
        describe: "With --live: the kind of iptables that holds it; left out, the system's iptables",
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print as JSON' })
      .example('$0 verify web-1.nft groups.yaml --host web-1', 'Was it edited by hand, or is it out of date?')
      .example(
        '$0 verify web-1.nft groups.yaml --host web-1 --kernel',
        'And does nft read it as it is meant?',
      )
      .example(
        '$0 verify --live groups.yaml --host web-1',
        'And is it what this machine has loaded?',
      ) as unknown as Argv<VerifyArguments>,
  run: runVerify,
};

/** A command line taken apart: what is to be proven. */
interface Request extends VerifyArguments {
  /** Undefined: what is loaded. */
  readonly script: string | undefined;
}

function requestOf(args: VerifyArguments): Request {
  if (args.live && args.kernel) throw new UsageError('--live reads no script, so there is none for --kernel');
  if (args.xtables && !(args.live && args.target !== 'nftables'))
    throw new UsageError('--xtables goes with --live and --target iptables or ipset');
  if (args.live) return { ...args, script: undefined };
  const [script, ...sources] = args.sources;
  if (sources.length === 0)
    throw new UsageError('name the script and then the definition; or --live and the definition');
  return { ...args, script, sources };
}

async function runVerify(args: VerifyArguments): Promise<ExitStatus> {
  const request = requestOf(args);
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
    process.stderr.write(`${what}: does exactly what the definition means for host ${outcome.value}\n`);
  }
  return exit.fine;
}

async function readScript(request: Request): Promise<Outcome<Source | 'live'>> {
  const { script } = request;
  if (script === undefined) return { value: 'live', diagnostics: [] };
  const { collectAsync } = await import('../diagnostics/diagnostic.js');
  const { readPaths } = await import('../document/file.js');
  const options = sourceOptions(request, process.env);
  const { value, diagnostics } = await collectAsync((report) => readPaths([script], options, report));
  if (value && value.length !== 1) throw new UsageError(`'${script}' is not one script`);
  return { value: value?.[0], diagnostics };
}

async function verified(
  analysis: Analysis,
  script: Source | 'live',
  request: Request,
): Promise<Outcome<string>> {
  if (script === 'live') return verifyMachine(analysis, request);
  if (request.kernel) return verifyLoaded(analysis, script, request);
  const { verifyScript } = await import('../compiler/verify.js');
  return verifyScript(analysis, script, request.target, request.host);
}

/** What is loaded in the network namespace that this runs in. */
async function verifyMachine(
  analysis: Analysis,
  { target, xtables, host }: Request,
): Promise<Outcome<string>> {
  const { listNft, listXtables } = await import('./live-listing.js');
  const { verifyLive } = await import('../compiler/verify.js');
  const { text, ...listed } = target === 'nftables' ? await listNft() : await listXtables(xtables);
  return verifyLive(analysis, { ...listed, listing: { name: 'loaded here', text } }, host);
}

/** What nft or iptables makes of the script, as the kernel holds it. */
async function verifyLoaded(
  analysis: Analysis,
  script: Source,
  { host, target }: Pick<VerifyArguments, 'host' | 'target'>,
): Promise<Outcome<string>> {
  const { loadInNamespace } = await import('./kernel-listing.js');
  const { isUnderstood } = await import('../compiler/prove.js');
  const { verifyListing } = await import('../compiler/verify.js');
  const { collect } = await import('../diagnostics/diagnostic.js');
  // A script for iptables is a program of the shell: one that is not known is not run. Of one for nft, what the kernel holds does not
  // tell what it does where an older one is loaded, nor all that nft leaves out.
  const understood = collect((report) => isUnderstood(script, target, report));
  if (understood.value !== true) return { value: undefined, diagnostics: understood.diagnostics };
  const loading = await loadInNamespace(script.text, await commandsFor(script, target));
  if ('listing' in loading) {
    const listing = { name: `${script.name} (as the kernel holds it)`, text: loading.listing };
    return verifyListing(analysis, listing, target === 'nftables' ? 'nft' : 'xtables', host);
  }
  return collect((report): string | undefined => {
    const problem = loading.refused.split('\n')[0]!;
    report('not-loaded', undefined, { name: script.name, problem });
    return undefined;
  });
}

async function commandsFor({ text }: Source, target: Target): Promise<string> {
  const { nftCommands, xtablesCommands } = await import('./kernel-listing.js');
  if (target === 'nftables') return nftCommands;
  const { kindOf } = await import('../proof/iptables/frame.js');
  const { savedMarks } = await import('../proof/iptables/saved.js');
  const { xtables } = kindOf(text, target);
  return xtablesCommands(xtables === 'default' ? '' : `-${xtables}`, savedMarks);
}
