import type { CompiledScript } from '../../compiler/compile.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit, UsageError } from '../exit.js';
import { readDefinition } from '../read.js';
import { count, printDiagnostics, printDocument, printFailure } from '../report.js';
import { type SourceArguments, sourceOptions, sources } from '../source-options.js';
import { checkTarget, type TargetArguments, targetOptions } from '../target-options.js';

interface ProvisionArguments extends SourceArguments, TargetArguments {
  readonly kind: 'systemd' | 'cloud-init';
  readonly host: string | undefined;
  readonly path: string | undefined;
  readonly json: boolean;
}

/** More user-data than this is refused by EC2. */
const USER_DATA_LIMIT = 16_384;

export const provisionCommand: Command<ProvisionArguments> = {
  command: 'provision <kind> <sources..>',
  describe: "Write what loads a host's firewall when it boots: a systemd unit, or cloud-init user-data",
  positionals: {
    kind: {
      choices: ['systemd', 'cloud-init'] as const,
      demandOption: true,
      describe: 'What to write',
    },
    sources,
  },
  options: {
    ...sourceOptions,
    ...targetOptions,
    host: { type: 'string', completes: 'host', requiresArg: true, describe: 'Host, by id or name' },
    path: { type: 'string', requiresArg: true, describe: 'Path of the script on the host' },
    json: { type: 'boolean', default: false, describe: 'Print as JSON' },
  },
  examples: [
    ['$0 provision systemd groups.yaml --host web-1 > secgroup.service', 'A unit'],
    ['$0 provision cloud-init groups.yaml --host web-1 > user-data', 'Script and unit in one'],
  ],
  run: runProvision,
};

async function runProvision(args: ProvisionArguments): Promise<ExitStatus> {
  const { isPlainPath } = await import('../../provision/provision.js');
  if (args.path !== undefined && !isPlainPath(args.path))
    throw new UsageError('--path takes an absolute path of letters, digits, dots, hyphens and underscores');
  await checkTarget(args);
  const { value, diagnostics, options } = await readDefinition(args);
  if (!value) return printFailure(diagnostics, args);
  const hosts = value.linked.hosts.nodes;
  if (args.host === undefined && hosts.length !== 1)
    throw new UsageError(`there are ${count(hosts.length, 'host')}: name one with --host`);
  const { compileAnalysis } = await import('../../compiler/compile.js');
  const outcome = compileAnalysis(value, {
    ...options,
    target: args.target,
    hosts: args.host === undefined ? undefined : [args.host],
    xtables: args.xtables,
  });
  const all = [...diagnostics, ...outcome.diagnostics];
  const [script] = outcome.value ?? [];
  if (!script) return printFailure(all, args);
  const result = await provisioned(args, script);
  if (args.json) printDocument(result, all);
  else {
    printDiagnostics(all);
    process.stdout.write(result.text);
  }
  return exit.fine;
}

/** What `provision --json` prints, beside the diagnostics. */
interface Provisioned {
  readonly kind: 'systemd' | 'cloud-init';
  readonly host: string;
  /** Where the script has to lie on the host. */
  readonly path: string;
  readonly text: string;
}

async function provisioned(
  { kind, target, path: given }: ProvisionArguments,
  script: CompiledScript,
): Promise<Provisioned> {
  const { cloudInit, defaultScriptPath, systemdUnit } = await import('../../provision/provision.js');
  const { generator } = await import('../../compiler/version.js');
  const { host } = script;
  const path = given ?? defaultScriptPath(host, target);
  const input = { generator, host, target, script: script.text, path };
  const text = kind === 'systemd' ? systemdUnit(input) : cloudInit(input);
  if (kind === 'cloud-init' && text.length > USER_DATA_LIMIT) {
    process.stderr.write(
      `secgroup: the user-data has ${text.length} bytes; EC2 takes ${USER_DATA_LIMIT}, compressed or not\n`,
    );
  }
  return { kind, host, path, text };
}
