import type { Command } from '../command.js';
import { type ExitStatus, exit, UsageError } from '../exit.js';
import { hostNameOf, oneHost } from '../live/host-name.js';
import { type LiveArguments, liveOptions, withHosts } from '../live/options.js';
import { readDefinition } from '../read.js';
import { printDiagnostics, printDocument, printFailure } from '../report.js';
import { type SourceArguments, sourceOptions, sources } from '../source-options.js';

interface CountersArguments extends SourceArguments, LiveArguments {
  readonly host: string | undefined;
  readonly prometheus: boolean;
}

export const countersCommand: Command<CountersArguments> = {
  command: 'counters <sources..>',
  describe:
    'Show what each rule of the definition has let through on this machine, and which ones nobody uses',
  positionals: { sources },
  options: {
    ...sourceOptions,
    host: oneHost,
    prometheus: {
      type: 'boolean',
      default: false,
      describe: "Print metrics, for the textfile collector of Prometheus' node_exporter",
    },
    ...liveOptions,
  },
  examples: [
    ['sudo $0 counters groups.yaml', 'What each rule has let through'],
    ['sudo $0 counters groups.yaml --prometheus > secgroup.prom', 'The same for Prometheus'],
  ],
  run: runCounters,
};

async function runCounters(args: CountersArguments): Promise<ExitStatus> {
  if (args.prometheus && args.json) throw new UsageError('--prometheus and --json are two forms: choose one');
  const { value, diagnostics } = await readDefinition(args);
  if (!value) return printFailure(diagnostics, args);
  const { hostWithPolicy } = await import('../../live/host-with-policy.js');
  const outcome = hostWithPolicy(value.linked, hostNameOf(value, args.host));
  const all = [...diagnostics, ...outcome.diagnostics];
  if (!outcome.value) return printFailure(all, args);
  const { policy } = outcome.value;
  const { counted } = await import('../../live/counted.js');
  const result = await counted(policy);
  if (args.prometheus) {
    const { metricsText } = await import('../live/metrics.js');
    process.stdout.write(metricsText(policy.host.name, result));
    return exit.fine;
  }
  const { countersJson, countersText } = await import('../live/counters-text.js');
  const since = await sinceOf(args);
  if (args.json) printDocument({ host: policy.host.name, ...countersJson(result, since) }, all);
  else {
    printDiagnostics(all);
    process.stdout.write(`${countersText(policy.host.name, result, since)}\n`);
  }
  return exit.fine;
}

/** Only of what was applied is known since when it counts. */
async function sinceOf(args: LiveArguments): Promise<ReadonlyMap<string, string>> {
  return withHosts(args, { target: 'nftables' }, async (open) => {
    const { live, machine, generations } = await open(undefined);
    if (typeof (await live.held()).settled !== 'number') return new Map<string, string>();
    const { countingSince } = await import('../../live/counting-since.js');
    return countingSince(machine, generations);
  });
}
