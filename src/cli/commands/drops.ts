import type { Command } from '../command.js';
import { type ExitStatus, exit, UsageError } from '../exit.js';
import { hostNameOf, oneHost } from '../live/host-name.js';
import { readDefinition } from '../read.js';
import { printDiagnostics, printFailure, printJson } from '../report.js';
import { type SourceArguments, sourceOptions, sources } from '../source-options.js';

interface DropsArguments extends SourceArguments {
  readonly host: string | undefined;
  readonly once: boolean;
  readonly summary: boolean;
  readonly json: boolean;
}

export const dropsCommand: Command<DropsArguments> = {
  command: 'drops <sources..>',
  describe: 'Show packets that this machine refuses, as they come, and the rule that would let each pass',
  positionals: { sources },
  options: {
    ...sourceOptions,
    host: oneHost,
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
  ],
  run: runDrops,
};

async function runDrops(args: DropsArguments): Promise<ExitStatus> {
  const { value, diagnostics } = await readDefinition(args);
  if (!value) return printFailure(diagnostics, args);
  const { hostWithPolicy } = await import('../../live/host-with-policy.js');
  const outcome = hostWithPolicy(value.linked, hostNameOf(value, args.host));
  const all = [...diagnostics, ...outcome.diagnostics];
  if (!outcome.value) return printFailure(all, args);
  const { host, policy } = outcome.value;
  const { log } = policy.settings;
  if (!log) throw new UsageError(`'${host.name}' logs nothing: set \`log: true\` on it, and apply that`);
  if (!args.json) printDiagnostics(all);
  const { stopSignals } = await import('../stop-signals.js');
  const { WantedRules } = await import('../../live/dropped/wanted.js');
  const { drops } = await import('../../live/dropped/drops.js');
  const stop = args.once || args.summary ? undefined : stopSignals();
  const printing = await printerFor(args);
  try {
    for await (const one of drops(log.prefix, new WantedRules(value.linked, host, policy), stop?.aborted)) {
      if (one.lost > 0)
        process.stderr.write(`${one.lost} messages of the kernel were overwritten before they were read\n`);
      printing.add(one);
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
