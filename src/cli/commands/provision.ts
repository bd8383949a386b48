import type { Analysis } from '../../compiler/analyse.js';
import type { CompiledScript, RescueScript } from '../../compiler/compile.js';
import type { CompileOptions } from '../../compiler/options.js';
import { hasError, type Outcome } from '../../diagnostics/diagnostic.js';
import type { HostFile } from '../../provision/host-file.js';
import type { ProvisionInput } from '../../provision/provision.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit, UsageError } from '../exit.js';
import { readDefinition } from '../read.js';
import { count, printDiagnostics, printDocument, printFailure } from '../report.js';
import { type SourceArguments, sourceOptions, sources } from '../source-options.js';
import { checkTarget, type TargetArguments, targetOptions } from '../target-options.js';

interface ProvisionArguments extends SourceArguments, TargetArguments {
  readonly kind: 'systemd' | 'cloud-init' | 'ansible';
  readonly host: string | undefined;
  readonly output: string | undefined;
  readonly path: string | undefined;
  readonly confirmed: boolean;
  readonly prune: boolean;
  readonly json: boolean;
}

/** More user-data than this is refused by EC2. */
const USER_DATA_LIMIT = 16_384;

export const provisionCommand: Command<ProvisionArguments> = {
  command: 'provision <kind> <sources..>',
  describe: "Write what loads a host's firewall: systemd units, cloud-init user-data, or a role for Ansible",
  positionals: {
    kind: {
      choices: ['systemd', 'cloud-init', 'ansible'] as const,
      demandOption: true,
      describe: 'What to write',
    },
    sources,
  },
  options: {
    ...sourceOptions,
    ...targetOptions,
    host: {
      type: 'string',
      completes: 'host',
      requiresArg: true,
      describe: 'Host, by id or name. Default: all, with -o',
    },
    output: {
      type: 'string',
      completes: 'folder',
      alias: 'o',
      requiresArg: true,
      describe:
        "Folder for a folder per host, with files as they lie on the host's disk; or the folder of the role",
    },
    path: { type: 'string', requiresArg: true, describe: 'Path of the script on the host' },
    confirmed: {
      type: 'boolean',
      default: false,
      describe: 'Load the script that `apply` and `confirm` have kept on the host, and write none',
    },
    prune: {
      type: 'boolean',
      default: false,
      describe: 'With -o, remove what an earlier run wrote for hosts that are gone',
    },
    json: { type: 'boolean', default: false, describe: 'Print as JSON' },
  },
  examples: [
    ['$0 provision systemd groups.yaml -o out', 'Units and scripts of every host, in a folder each'],
    ['$0 provision cloud-init groups.yaml --host web-1 > user-data', 'All of it in one'],
    [
      '$0 provision ansible groups.yaml -o roles/firewall',
      'A role that changes hosts, and confirms over a new connection',
    ],
  ],
  run: runProvision,
};

async function runProvision(args: ProvisionArguments): Promise<ExitStatus> {
  const { isPlainPath } = await import('../../provision/provision.js');
  if (args.path !== undefined && !isPlainPath(args.path))
    throw new UsageError('--path takes an absolute path of letters, digits, dots, hyphens and underscores');
  if (args.kind === 'ansible' && args.output !== undefined) await refuseOtherRole(args.output);
  if (args.path !== undefined && args.confirmed) throw new UsageError('--confirmed has a path of its own');
  if (args.kind !== 'systemd' && args.confirmed)
    throw new UsageError('--confirmed is for hosts that have a script already, and goes with systemd');
  if (args.prune && args.output === undefined) throw new UsageError('--prune goes with -o');
  await checkTarget(args);
  const { value, diagnostics, options } = await readDefinition(args);
  if (!value) return printFailure(diagnostics, args);
  const hosts = value.linked.hosts.nodes;
  if (args.output === undefined && !args.json) {
    if (args.kind === 'systemd') throw new UsageError('units are several files: name a folder with -o');
    if (args.kind === 'ansible') throw new UsageError('a role is several files: name its folder with -o');
    if (args.host === undefined && hosts.length !== 1)
      throw new UsageError(
        `there are ${count(hosts.length, 'host')}: name one with --host, or a folder with -o`,
      );
  }
  const outcome = await compiled(value, {
    ...options,
    target: args.target,
    hosts: args.host === undefined ? undefined : [args.host],
    xtables: args.xtables,
  });
  const all = [...diagnostics, ...outcome.diagnostics];
  if (!outcome.value) return printFailure(all, args);
  const results = await provisioned(args, outcome.value);
  if (!args.json) printDiagnostics(all);
  await deliver(results, args);
  const gone = await goneIn(
    args,
    hosts.map(({ id }) => id),
  );
  if (args.json) printDocument({ kind: args.kind, ...results, ...(gone && { gone }) }, all);
  return exit.fine;
}

/** What people wrote themselves is not written over. */
async function refuseOtherRole(folder: string): Promise<void> {
  const { readFile } = await import('node:fs/promises');
  const tasks = await readFile(`${folder}/tasks/main.yml`, 'utf8').catch(() => undefined);
  if (tasks !== undefined && !tasks.startsWith('# Made by secgroup '))
    throw new UsageError(`'${folder}' has another role in it: name a folder of its own with -o`);
}

interface Scripts {
  readonly script: CompiledScript;
  readonly rescue: readonly RescueScript[];
}

/** An error anywhere withholds all. */
async function compiled(analysis: Analysis, options: CompileOptions): Promise<Outcome<readonly Scripts[]>> {
  const { allOrNone, compileHosts, HostCompiler, hostsToCompile } = await import('../../compiler/compile.js');
  const { hosts, diagnostics } = hostsToCompile(analysis, options);
  const scripts = allOrNone(diagnostics, compileHosts(analysis, hosts, options));
  if (!scripts.value) return { value: undefined, diagnostics: scripts.diagnostics };
  const compiler = new HostCompiler(analysis, options);
  const rescues = hosts.map((host) => compiler.rescue(host));
  const all = [...scripts.diagnostics, ...rescues.flatMap((rescue) => rescue.diagnostics)];
  if (hasError(all)) return { value: undefined, diagnostics: all };
  return {
    value: scripts.value.map((script, i) => ({ script, rescue: rescues[i]!.value! })),
    diagnostics: all,
  };
}

/** A file, as `provision --json` prints it; its mode is octal. */
type PrintedFile = Omit<HostFile, 'mode'> & { readonly mode: string };

/** What `provision --json` prints. */
interface Provisioned {
  /** Of the role, beside those of its hosts. */
  readonly files?: readonly PrintedFile[];
  readonly hosts: readonly ProvisionedHost[];
}

interface ProvisionedHost {
  readonly host: string;
  /** Where the script has to lie on the host. */
  readonly path: string;
  readonly files: readonly PrintedFile[];
}

async function provisioned(args: ProvisionArguments, all: readonly Scripts[]): Promise<Provisioned> {
  const inputs = await Promise.all(all.map((one) => inputOf(args, one)));
  if (args.kind === 'ansible') return roleOf(inputs);
  const { cloudInit, hostFiles } = await import('../../provision/provision.js');
  const filesOf = (input: ProvisionInput) =>
    args.kind === 'systemd'
      ? hostFiles(input)
      : [{ path: '/user-data', mode: 0o644, text: cloudInit(input) }];
  return {
    hosts: inputs.map((input) => ({
      host: input.host,
      path: input.path,
      files: filesOf(input).map(printed),
    })),
  };
}

async function roleOf(inputs: readonly ProvisionInput[]): Promise<Provisioned> {
  const { ansibleRole } = await import('../../provision/ansible.js');
  const { generator } = await import('../../compiler/version.js');
  const { files, hosts } = ansibleRole(generator, inputs);
  return {
    files: files.map(printed),
    hosts: hosts.map((host) => ({ ...host, files: host.files.map(printed) })),
  };
}

async function inputOf(
  { target, xtables, path: given, confirmed }: ProvisionArguments,
  { script, rescue }: Scripts,
): Promise<ProvisionInput> {
  const { defaultScriptPath } = await import('../../provision/provision.js');
  const { DEFAULT_FOLDER } = await import('../../live/generations.js');
  const { generator } = await import('../../compiler/version.js');
  const { host, text } = script;
  const path = confirmed ? `${DEFAULT_FOLDER}/confirmed/script` : (given ?? defaultScriptPath(host, target));
  return { generator, host, target, xtables, path, rescue, script: confirmed ? undefined : text };
}

function printed(file: HostFile): PrintedFile {
  return { ...file, mode: file.mode.toString(8) };
}

async function deliver(
  { files: shared = [], hosts }: Provisioned,
  { kind, output, json }: ProvisionArguments,
): Promise<void> {
  for (const { host, files } of kind === 'cloud-init' ? hosts : []) {
    const [{ text }] = files as [PrintedFile];
    if (text.length > USER_DATA_LIMIT)
      process.stderr.write(
        `secgroup: the user-data of ${host} has ${text.length} bytes; EC2 takes ${USER_DATA_LIMIT}, compressed or not\n`,
      );
    if (output === undefined && !json) process.stdout.write(text);
  }
  if (output === undefined) return;
  // A role has one folder for all hosts.
  const ofHosts = hosts.flatMap(({ host, files }) =>
    files.map((file) => (kind === 'ansible' ? file : { ...file, path: `/${host}${file.path}` })),
  );
  const { writeText } = await import('../write-scripts.js');
  for (const { path, mode, text } of [...ofHosts, ...shared])
    await writeText(`${output}${path}`, text, { mode: Number.parseInt(mode, 8), folders: true });
  process.stderr.write(`wrote ${count(hosts.length, 'host')} to ${output}: ${firstHosts(hosts)}\n`);
}

/** Folders of hosts that are gone, and what became of them; undefined: no folder is written to. */
async function goneIn({ kind, output, prune }: ProvisionArguments, known: readonly string[]) {
  if (output === undefined) return undefined;
  const { goneHosts, goneHostsText, removeHosts } = await import('../gone-hosts.js');
  const folders = await goneHosts(output, kind, known);
  if (prune) await removeHosts(folders, kind);
  process.stderr.write(goneHostsText(folders, prune));
  return folders.map((folder) => ({ folder, removed: prune }));
}

function firstHosts(results: readonly ProvisionedHost[]): string {
  return (
    results
      .slice(0, 10)
      .map(({ host }) => host)
      .join(', ') + (results.length > 10 ? ', …' : '')
  );
}
