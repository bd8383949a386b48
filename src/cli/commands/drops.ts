import type { DropLog } from '../../definition/model.js';
import type { DropsPlace } from '../../live/dropped/drops.js';
import type { WantedRules } from '../../live/dropped/wanted.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit, UsageError } from '../exit.js';
import { hostNameOf, oneHost } from '../live/host-name.js';
import { machineAt } from '../live/options.js';
import { checkPlace, type PlaceArguments, placeOptions } from '../live/places.js';
import { readDefinition } from '../read.js';
import { printDiagnostics, printFailure, printJson } from '../report.js';
import { type SourceArguments, sourceOptions, sources } from '../source-options.js';

interface DropsArguments extends SourceArguments, Pick<PlaceArguments, 'ssh' | 'here'> {
  readonly host: string | undefined;
  readonly once: boolean;
  readonly summary: boolean;
  readonly json: boolean;
}

export const dropsCommand: Command<DropsArguments> = {
  command: 'drops <sources..>',
  describe: 'Show packets that a machine refuses, as they come, and the rule that would let each pass',
  positionals: { sources },
  options: {
    ...sourceOptions,
    host: oneHost,
    ssh: placeOptions.ssh,
    here: placeOptions.here,
    once: {
      type: 'boolean',
      default: false,
      describe: 'End after what the log of the kernel has, instead of waiting for more',
    },
    summary: {
      type: 'boolean',
      default: false,
      describe: 'Count what the log has, by the rule that would let it pass',
    },
    json: { type: 'boolean', default: false, describe: 'Print as JSON: a line a packet' },
  },
  examples: [
    ['sudo $0 drops groups.yaml', 'What is refused now?'],
    ['sudo $0 drops groups.yaml --summary', 'What was refused most?'],
    ['$0 drops groups.yaml --host web-1 --ssh admin@192.0.2.10', 'And on another machine?'],
  ],
  run: runDrops,
};

async function runDrops(args: DropsArguments): Promise<ExitStatus> {
  await checkPlace({ ...args, all: false, host: [] });
  const { value, diagnostics } = await readDefinition(args);
  if (!value) return printFailure(diagnostics, args);
  const { hostWithPolicy } = await import('../../live/host-with-policy.js');
  const outcome = hostWithPolicy(value.linked, hostNameOf(value, args.host));
  const all = [...diagnostics, ...outcome.diagnostics];
  if (!outcome.value) return printFailure(all, args);
  const { host, policy } = outcome.value;
  const { log } = policy.settings;
  if (!log) throw new UsageError(`'${host.name}' logs nothing: set \`log: true\` on it, and apply that`);
  if (log.nflog !== undefined && args.once)
    throw new UsageError('nobody keeps what goes to a group of nflog, so there is nothing for --once');
  if (!args.json) printDiagnostics(all);
  const { WantedRules } = await import('../../live/dropped/wanted.js');
  const wanted = new WantedRules(value.linked, host, policy);
  const ssh = args.here ? undefined : (args.ssh ?? host.ssh);
  const machine = await machineAt(ssh);
  try {
    return await printDrops(args, { machine, isHere: ssh === undefined }, log, wanted);
  } finally {
    await machine.close();
  }
}

/** What the log of the kernel has, for a summary; all else goes on until somebody stops it. */
async function printDrops(
  args: DropsArguments,
  where: Pick<DropsPlace, 'machine' | 'isHere'>,
  { prefix, nflog }: DropLog,
  wanted: WantedRules,
): Promise<ExitStatus> {
  const { handedDrops, loggedDrops } = await import('../../live/dropped/drops.js');
  const { stopSignals } = await import('../stop-signals.js');
  const tell = (problem: string) => process.stderr.write(`${problem}\n`);
  if (nflog !== undefined && args.summary) tell('counting until this is stopped, as by Ctrl-C');
  const stop = nflog === undefined && (args.once || args.summary) ? undefined : stopSignals();
  const place = { ...where, prefix, tell };
  const printing = await printerFor(args);
  try {
    const found =
      nflog === undefined ? loggedDrops(place, stop?.aborted) : handedDrops(place, nflog, stop!.aborted);
    for await (const { time, packet } of found) {
      printing.add({ time, packet, wanted: wanted.of(packet) });
      // Whoever has read what is printed has gone.
      if (process.stdout.errored) break;
    }
  } finally {
    stop?.release();
  }
  printing.end();
  return stop?.status() ?? exit.fine;
}

async function printerFor({ summary, json }: DropsArguments) {
  const { DropsSummary, dropJson, dropText } = await import('../live/drops-text.js');
  if (summary) {
    const counted = new DropsSummary();
    return {
      add: counted.add.bind(counted),
      end: () => (json ? printJson(counted.json()) : process.stdout.write(`${counted.text()}\n`)),
    };
  }
  return {
    add: (one: Parameters<typeof dropText>[0]) =>
      process.stdout.write(`${json ? JSON.stringify(dropJson(one)) : dropText(one)}\n`),
    end: () => undefined,
  };
}
