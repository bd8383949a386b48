import type { Argv } from 'yargs';
import type { Analysis } from '../compiler/analyse.js';
import type { Command } from './command.js';
import { type ExitStatus, exit, UsageError } from './exit.js';
import { readDefinition } from './read.js';
import { printDiagnostics, printJson, statusOf } from './report.js';
import { type SourceArguments, withSources } from './source-options.js';

interface ShowArguments extends SourceArguments {
  readonly name: string;
  readonly json: boolean;
}

export const showCommand: Command<ShowArguments> = {
  command: 'show <name> <sources..>',
  describe: "Show a group's rules, or a host's effective rules and where they come from",
  builder: (yargs) =>
    withSources(
      yargs.positional('name', {
        type: 'string',
        demandOption: true,
        describe: 'A group or host, by id or name',
      }),
    )
      .option('json', { type: 'boolean', default: false, describe: 'Print as JSON' })
      .example('$0 show web groups.yaml', 'The rules of a group')
      .example(
        '$0 show web-1 groups.yaml',
        'What reaches a host, merged, with the rules behind it',
      ) as unknown as Argv<ShowArguments>,
  run: runShow,
};

async function runShow(args: ShowArguments): Promise<ExitStatus> {
  const { value, diagnostics } = await readDefinition(args);
  printDiagnostics(diagnostics);
  if (!value) return statusOf(diagnostics);
  const shown = (await showHost(value, args)) ?? (await showGroup(value, args));
  if (shown === undefined)
    throw new UsageError(`there is no host and no group '${args.name}'; 'secgroup list' shows them`);
  if (args.json) printJson(shown.json);
  else process.stdout.write(`${shown.text()}\n`);
  return exit.fine;
}

interface Shown {
  readonly json: unknown;
  readonly text: () => string;
}

async function showHost({ linked }: Analysis, { name }: ShowArguments): Promise<Shown | undefined> {
  const { collect } = await import('../diagnostics/diagnostic.js');
  const { selectHosts } = await import('../compiler/select-host.js');
  const [host] = collect((report) => selectHosts(linked, [name], report)).value ?? [];
  if (!host) return undefined;
  const { hostView, hostText } = await import('./host-view.js');
  const { resolveHost } = await import('../policy/resolve.js');
  const { value: policy } = collect((report) => resolveHost(linked, host, report));
  if (!policy) return undefined;
  const view = hostView(policy);
  return { json: view, text: () => hostText(view) };
}

async function showGroup({ linked }: Analysis, { name }: ShowArguments): Promise<Shown | undefined> {
  const group = linked.groups.byId.get(name) ?? linked.groups.byName.get(name)?.[0];
  if (!group) return undefined;
  if ((linked.groups.byName.get(name)?.length ?? 0) > 1 && !linked.groups.byId.has(name)) {
    throw new UsageError(`several groups are named '${name}'; name one by its id`);
  }
  const { groupView, groupText } = await import('./group-view.js');
  const view = groupView(linked, group);
  return { json: view, text: () => groupText(view) };
}
