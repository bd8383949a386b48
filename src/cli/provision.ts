import type { Argv } from 'yargs';
import { type Target, targets } from '../target/target.js';
import type { Command } from './command.js';
import { type ExitStatus, exit, UsageError } from './exit.js';
import { readDefinition } from './read.js';
import { count, printDiagnostics, printJson } from './report.js';
import { type SourceArguments, withSources } from './source-options.js';

interface ProvisionArguments extends SourceArguments {
  readonly kind: 'systemd' | 'cloud-init';
  readonly host: string | undefined;
  readonly target: Target;
  readonly xtables: 'legacy' | 'nft' | undefined;
  readonly path: string | undefined;
  readonly json: boolean;
}

/** More user-data than this is refused by EC2. */
const USER_DATA_LIMIT = 16_384;

export const provisionCommand: Command<ProvisionArguments> = {
  command: 'provision <kind> <sources..>',
  describe: "Write what loads a host's firewall when it boots: a systemd unit, or cloud-init user-data",
  builder: (yargs) =>
    withSources(
      yargs.positional('kind', {
        choices: ['systemd', 'cloud-init'] as const,
        demandOption: true,
        describe: 'What to write',
      }),
    )
      .option('host', { type: 'string', requiresArg: true, describe: 'Host, by id or name' })
      .option('target', { choices: targets, default: 'nftables', alias: 't', describe: 'Kind of script' })
      .option('xtables', {
        choices: ['legacy', 'nft'],
        describe: 'Call iptables-legacy or iptables-nft by name',
      })
      .option('path', { type: 'string', requiresArg: true, describe: 'Where the script lies on the host' })
      .option('json', { type: 'boolean', default: false, describe: 'Print as JSON' })
      .example('$0 provision systemd groups.yaml --host web-1 > secgroup.service', 'A unit')
      .example(
        '$0 provision cloud-init groups.yaml --host web-1 > user-data',
        'Script and unit in one',
      ) as unknown as Argv<ProvisionArguments>,
  run: runProvision,
};

async function runProvision(args: ProvisionArguments): Promise<ExitStatus> {
  const { value, diagnostics, options } = await readDefinition(args);
  if (!value) {
    printDiagnostics(diagnostics);
    return exit.definitionWrong;
  }
  const hosts = value.linked.hosts.nodes;
  if (args.host === undefined && hosts.length !== 1) {
    throw new UsageError(`there are ${count(hosts.length, 'host')}: name one with --host`);
  }
  const { compileAnalysis } = await import('../compiler/compile.js');
  const hostNames = args.host === undefined ? undefined : [args.host];
  const outcome = compileAnalysis(value, {
    ...options,
    target: args.target,
    hosts: hostNames,
    xtables: args.xtables,
  });
  printDiagnostics([...diagnostics, ...outcome.diagnostics]);
  const [script] = outcome.value ?? [];
  if (!script) return exit.definitionWrong;
  await print(args, script.host, script.text);
  return exit.fine;
}

async function print(args: ProvisionArguments, host: string, script: string): Promise<void> {
  const { cloudInit, defaultScriptPath, isPlainPath, systemdUnit } = await import(
    '../provision/provision.js'
  );
  const { generator } = await import('../compiler/version.js');
  const path = args.path ?? defaultScriptPath(host, args.target);
  if (!isPlainPath(path))
    throw new UsageError('--path takes an absolute path of letters, digits, dots, hyphens and underscores');
  const input = { generator, host, target: args.target, script, path };
  const text = args.kind === 'systemd' ? systemdUnit(input) : cloudInit(input);
  if (args.kind === 'cloud-init' && text.length > USER_DATA_LIMIT) {
    process.stderr.write(
      `secgroup: the user-data has ${text.length} bytes; EC2 takes ${USER_DATA_LIMIT}, compressed or not\n`,
    );
  }
  if (args.json) printJson({ kind: args.kind, host, path, text });
  else process.stdout.write(text);
}
