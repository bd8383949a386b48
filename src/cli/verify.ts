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
  readonly script: string;
  readonly host: string | undefined;
  readonly target: Target;
  readonly kernel: boolean;
  readonly json: boolean;
}

export const verifyCommand: Command<VerifyArguments> = {
  command: 'verify <script> <sources..>',
  describe:
    'Prove that a script does exactly what the definition means, or show packets for which it does not',
  builder: (yargs) =>
    withSources(
      yargs.positional('script', { type: 'string', demandOption: true, describe: 'Script to read' }),
    )
      .option('host', { type: 'string', requiresArg: true, describe: 'Host it is for, by id or name' })
      .option('target', { choices: targets, default: 'nftables', alias: 't', describe: 'Kind of script' })
      .option('kernel', {
        type: 'boolean',
        default: false,
        describe: 'Load the script into a namespace of its own, and prove what the kernel then holds',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print as JSON' })
      .example('$0 verify web-1.nft groups.yaml --host web-1', 'Was it edited by hand, or is it out of date?')
      .example(
        '$0 verify web-1.nft groups.yaml --host web-1 --kernel',
        'And does nft read it as it is meant?',
      ) as unknown as Argv<VerifyArguments>,
  run: runVerify,
};

async function runVerify(args: VerifyArguments): Promise<ExitStatus> {
  const { collectAsync } = await import('../diagnostics/diagnostic.js');
  const { readPaths } = await import('../document/file.js');
  const options = sourceOptions(args, process.env);
  const script = await collectAsync((report) => readPaths([args.script], options, report));
  if (!script.value) return printFailure(script.diagnostics, args);
  if (script.value.length !== 1) throw new UsageError(`'${args.script}' is not one script`);
  const { value, diagnostics } = await readDefinition(args);
  if (!value) return printFailure(diagnostics, args);
  const hosts = value.linked.hosts.nodes;
  if (args.host === undefined && hosts.length > 1)
    throw new UsageError(`there are ${count(hosts.length, 'host')}: name one with --host`);
  const { verifyScript } = await import('../compiler/verify.js');
  const file = script.value[0]!;
  const outcome = args.kernel
    ? await verifyLoaded(value, file, args)
    : verifyScript(value, file, args.target, args.host);
  const all = [...diagnostics, ...outcome.diagnostics];
  if (outcome.value === undefined) return printFailure(all, args);
  if (args.json) printDocument({ host: outcome.value, proven: true }, all);
  else {
    printDiagnostics(all);
    process.stderr.write(
      `${args.script}: does exactly what the definition means for host ${outcome.value}\n`,
    );
  }
  return exit.fine;
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
