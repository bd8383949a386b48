import type { Group, Host } from '../../definition/model.js';
import { isNoGroup } from '../../formats/shared/bare-groups.js';
import { builtInDefault } from '../../policy/default-group.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit } from '../exit.js';
import { readDefinition } from '../read.js';
import { printDiagnostics, printDocument, printFailure } from '../report.js';
import { type SourceArguments, sourceOptions, sources } from '../source-options.js';

interface ListArguments extends SourceArguments {
  readonly json: boolean;
}

export const listCommand: Command<ListArguments> = {
  command: 'list <sources..>',
  describe: 'List groups and hosts',
  positionals: { sources },
  options: {
    ...sourceOptions,
    json: { type: 'boolean', default: false, describe: 'Print as JSON' },
  },
  examples: [['$0 list groups.yaml', 'What a definition holds']],
  run: runList,
};

async function runList(args: ListArguments): Promise<ExitStatus> {
  const { value, diagnostics } = await readDefinition(args);
  if (!value) return printFailure(diagnostics, args);
  const { linked } = value;
  const carriers = (group: Group) =>
    [...linked.groupsOf.values()].filter((groups) => groups.includes(group)).length;
  // Nobody wrote the group that is always there, nor the one that stands for none.
  const isListed = (group: Group) => !isNoGroup(group) && (group !== builtInDefault || carriers(group) > 0);
  const groups = linked.groups.nodes.filter(isListed);
  const groupNamesOf = (host: Host) =>
    host.interfaces.map((iface) => ({
      id: iface.id,
      groups: (linked.groupsOf.get(iface) ?? []).filter((group) => !isNoGroup(group)).map(({ name }) => name),
      trusted: iface.trusted,
    }));
  if (args.json) {
    printDocument(jsonList(groups, linked.hosts.nodes, carriers, groupNamesOf), diagnostics);
    return exit.fine;
  }
  printDiagnostics(diagnostics);
  await printList(groups, linked.hosts.nodes, carriers, groupNamesOf);
  return exit.fine;
}

type Carriers = (group: Group) => number;
type GroupNames = (host: Host) => readonly CarriedGroups[];

interface CarriedGroups {
  /** Id of the interface. */
  readonly id: string;
  readonly groups: readonly string[];
  readonly trusted: boolean;
}

/** What `list --json` prints, beside the diagnostics. */
function jsonList(groups: readonly Group[], hosts: readonly Host[], carriers: Carriers, namesOf: GroupNames) {
  return {
    groups: groups.map((group) => ({
      id: group.id,
      name: group.name,
      description: group.description,
      ingress: group.ingress.length,
      egress: group.egress.length,
      interfaces: carriers(group),
    })),
    hosts: hosts.map((host) => ({ id: host.id, name: host.name, interfaces: namesOf(host) })),
  };
}

async function printList(
  groups: readonly Group[],
  hosts: readonly Host[],
  carriers: Carriers,
  namesOf: GroupNames,
) {
  const { table } = await import('../table.js');
  const groupRows = groups.map((group) => [
    nameOf(group),
    group.ingress.length,
    group.egress.length,
    carriers(group),
    group.description,
  ]);
  const hostRows = hosts.flatMap((host) =>
    namesOf(host).map(({ id, groups, trusted }) => [
      nameOf(host),
      id,
      trusted ? 'trusted' : groups.join(', ') || 'none',
    ]),
  );
  const parts = [
    table(['GROUP', 'INGRESS', 'EGRESS', 'INTERFACES', 'DESCRIPTION'], groupRows),
    table(['HOST', 'INTERFACE', 'GROUPS'], hostRows),
  ];
  process.stdout.write(`${parts.join('\n\n')}\n`);
}

function nameOf({ id, name }: { readonly id: string; readonly name: string }): string {
  return id === name ? id : `${id} (${name})`;
}
