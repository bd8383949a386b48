import { visible } from '../../diagnostics/visible.js';
import type { Status } from '../../live/status.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit } from '../exit.js';
import { eachOf, tellFailures } from '../live/each-host.js';
import {
  type MachineArguments,
  machineOptions,
  machineSources,
  type Named,
  withPlaces,
} from '../live/machine-command.js';
import { isSeveral } from '../live/places.js';
import { printDiagnostics, printFailure, printJson } from '../report.js';

interface StatusArguments extends MachineArguments {
  readonly watch: boolean;
}

export const statusCommand: Command<StatusArguments> = {
  command: 'status [sources..]',
  describe: 'Show what is loaded on a machine, since when, and whether somebody changed it',
  positionals: { sources: machineSources },
  options: {
    ...machineOptions,
    watch: { type: 'boolean', default: false, describe: 'Go on, and print what changes, a line each' },
  },
  examples: [
    ['sudo $0 status', 'What is loaded here?'],
    ['sudo $0 status --watch', 'And what changes from now on?'],
    ['$0 status --ssh admin@192.0.2.10', 'And on another machine?'],
    ['$0 status groups.yaml --all', 'And on all whose hosts have `ssh:`?'],
  ],
  run: runStatus,
};

async function runStatus(args: StatusArguments): Promise<ExitStatus> {
  const { value, diagnostics } = await withPlaces(args, async (places, names) => {
    if (args.watch) return watched(await Promise.all(places.map((open) => open())), args);
    const asked = await eachOf(places, async (open) => statusAt(await open()));
    const outcomes = asked.flatMap((one) => one.value ?? []);
    const wrong = outcomes.find((one) => !one.value);
    if (wrong) return printFailure(wrong.diagnostics, args);
    const failed = tellFailures(names, asked);
    const found = outcomes.map(({ name, value: status }) => ({ name, status: status! }));
    await print(found, args);
    if (failed) return exit.machineLacks;
    return found.every(({ status }) => isAsApplied(status)) ? exit.fine : exit.notProven;
  });
  if (value === undefined) return printFailure(diagnostics, args);
  if (!args.json) printDiagnostics(diagnostics);
  return value;
}

async function watched(machines: readonly Named[], { json }: StatusArguments): Promise<ExitStatus> {
  const { watch } = await import('../live/watch.js');
  const looked = machines.map((one) => ({
    name: one.name,
    look: async () => {
      const { value, diagnostics } = await statusAt(one);
      return value ?? diagnostics.map(({ message }) => message).join('; ');
    },
  }));
  return (await watch(looked, json)) ?? exit.fine;
}

async function statusAt({ name, kernel, live, read, switching }: Named) {
  const { statusOf } = await import('../../live/status.js');
  return { ...(await statusOf(live, { kernel, read, switching })), name };
}

async function print(
  found: readonly { readonly name: string | undefined; readonly status: Status }[],
  args: MachineArguments,
): Promise<void> {
  const { statusJson, statusText } = await import('../live/status-text.js');
  if (args.json) {
    const documents = found.map(({ name, status }) => ({
      ...(name !== undefined && { host: name }),
      ...statusJson(status),
    }));
    printJson(isSeveral(args) ? { hosts: documents } : documents[0]);
    return;
  }
  for (const { name, status } of found)
    process.stdout.write(`${isSeveral(args) ? `${visible(name!)}\n` : ''}${statusText(status)}\n`);
}

/** Whether what was applied is what is loaded; a machine on which nothing was applied is as it was left. */
function isAsApplied({ drift, confirmed, held }: Status): boolean {
  if (drift !== undefined) return drift.length === 0;
  return held.settled === 'nothing' && confirmed === undefined;
}
