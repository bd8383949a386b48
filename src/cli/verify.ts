import type { Argv } from 'yargs';
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
      .option('json', { type: 'boolean', default: false, describe: 'Print as JSON' })
      .example(
        '$0 verify web-1.nft groups.yaml --host web-1',
        'Was it edited by hand, or is it out of date?',
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
  const outcome = verifyScript(value, script.value[0]!, args.target, args.host);
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
