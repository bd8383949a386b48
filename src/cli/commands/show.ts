import type { Analysis } from '../../compiler/analyse.js';
import type { Outcome } from '../../diagnostics/diagnostic.js';
import type { Linked } from '../../policy/link.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit, UsageError } from '../exit.js';
import { readDefinition } from '../read.js';
import { printDiagnostics, printDocument, printFailure } from '../report.js';
import { type SourceArguments, sourceOptions, sources } from '../source-options.js';

interface ShowArguments extends SourceArguments {
  readonly name: string;
  readonly json: boolean;
}

export const showCommand: Command<ShowArguments> = {
  command: 'show <name> <sources..>',
  describe: "Show a group's rules, or a host's effective rules and where they come from",
  positionals: {
    name: {
      type: 'string',
      completes: 'party',
      demandOption: true,
      describe: 'A group or host, by id or name; group:NAME or host:NAME if both exist',
    },
    sources,
  },
  options: {
    ...sourceOptions,
    json: { type: 'boolean', default: false, describe: 'Print as JSON' },
  },
  examples: [
    ['$0 show web groups.yaml', 'The rules of a group'],
    ['$0 show web-1 groups.yaml', 'What a host allows, merged, with the rules it comes from'],
  ],
  run: runShow,
};

async function runShow(args: ShowArguments): Promise<ExitStatus> {
  const { value, diagnostics } = await readDefinition(args);
  if (!value) return printFailure(diagnostics, args);
  const shown = await find(value, args.name);
  const all = [...diagnostics, ...shown.diagnostics];
  if (!shown.value) return printFailure(all, args);
  if (args.json) printDocument(shown.value.json(), all);
  else {
    printDiagnostics(all);
    process.stdout.write(`${shown.value.text()}\n`);
  }
  return exit.fine;
}

interface Shown {
  readonly json: () => object;
  readonly text: () => string;
}

/** `host:NAME` and `group:NAME` tell apart what has the same name. */
async function find({ linked }: Analysis, given: string): Promise<Outcome<Shown>> {
  const [, kind, name] = /^(?:(host|group):)?(.*)$/s.exec(given) as unknown as [string, string?, string?];
  const host = kind === 'group' ? undefined : await showHost(linked, name!);
  const group = kind === 'host' ? undefined : await showGroup(linked, name!);
  if (host && group)
    throw new UsageError(`a host and a group are named '${name}': name it as host:${name} or group:${name}`);
  const found = host ?? group;
  if (found) return found;
  const { didYouMean } = await import('../../diagnostics/similar-names.js');
  const known = [linked.hosts, linked.groups].flatMap(({ nodes }) =>
    nodes.flatMap(({ id, name }) => [id, name]),
  );
  const hint = didYouMean(name!, known) ?? "'secgroup list' shows them";
  throw new UsageError(`there is no ${kind ?? 'host and no group'} '${name}'; ${hint}`);
}

/** The host as it is seen, or why it cannot be; `undefined` when there is none of that name. */
async function showHost(linked: Linked, name: string): Promise<Outcome<Shown> | undefined> {
  const { collect } = await import('../../diagnostics/diagnostic.js');
  const { selectHosts } = await import('../../compiler/select-host.js');
  const { hostView, hostText, shownHost } = await import('../host-view.js');
  const { Resolver } = await import('../../policy/resolve.js');
  const outcome = collect((report) => {
    const [host] = selectHosts(linked, [name], report);
    const shown = host && shownHost(new Resolver(linked).resolve(host, report));
    return shown && { json: () => hostView(shown), text: () => hostText(shown) };
  });
  return outcome.diagnostics.some(({ code }) => code === 'unknown-host') ? undefined : outcome;
}

/** The group as it is seen, or why it cannot be; `undefined` when there is none of that name. */
async function showGroup(linked: Linked, name: string): Promise<Outcome<Shown> | undefined> {
  const { collect } = await import('../../diagnostics/diagnostic.js');
  const { lookUp } = await import('../../policy/index-by-name.js');
  const { groupView, groupText } = await import('../group-view.js');
  const outcome = collect((report) => {
    const group = lookUp(linked.groups, name, undefined, ['group', 'unknown-group'], report);
    const view = group && groupView(linked, group);
    return view && { json: () => view, text: () => groupText(view) };
  });
  return outcome.diagnostics.some(({ code }) => code === 'unknown-group') ? undefined : outcome;
}
