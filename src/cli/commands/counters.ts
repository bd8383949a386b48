import type { Policy } from '../../policy/model.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit, UsageError } from '../exit.js';
import { hostNameOf, oneHost } from '../live/host-name.js';
import { type LiveArguments, liveOptions, type OpenHost, withHosts } from '../live/options.js';
import { checkPlace, type PlaceArguments, placeOptions } from '../live/places.js';
import { readDefinition } from '../read.js';
import { printDiagnostics, printDocument, printFailure } from '../report.js';
import { type SourceArguments, sourceOptions, sources } from '../source-options.js';

interface CountersArguments extends SourceArguments, LiveArguments, Pick<PlaceArguments, 'ssh' | 'here'> {
  readonly host: string | undefined;
  readonly prometheus: boolean;
}

export const countersCommand: Command<CountersArguments> = {
  command: 'counters <sources..>',
  describe: 'Show what each rule of the definition has let through on a machine, and which ones nobody uses',
  positionals: { sources },
  options: {
    ...sourceOptions,
    host: oneHost,
    ssh: placeOptions.ssh,
    here: placeOptions.here,
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
    ['$0 counters groups.yaml --host web-1 --ssh admin@192.0.2.10', 'And on another machine?'],
  ],
  run: runCounters,
};

async function runCounters(args: CountersArguments): Promise<ExitStatus> {
  if (args.prometheus && args.json) throw new UsageError('--prometheus and --json are two forms: choose one');
  await checkPlace({ ...args, all: false, host: [] });
  const { value, diagnostics } = await readDefinition(args);
  if (!value) return printFailure(diagnostics, args);
  const { hostWithPolicy } = await import('../../live/host-with-policy.js');
  const outcome = hostWithPolicy(value.linked, hostNameOf(value, args.host));
  const all = [...diagnostics, ...outcome.diagnostics];
  if (!outcome.value) return printFailure(all, args);
  const { host, policy } = outcome.value;
  const ssh = args.here ? undefined : (args.ssh ?? host.ssh);
  const { result, since } = await withHosts(args, undefined, async (open) => readAt(await open(ssh), policy));
  if (args.prometheus) {
    const { metricsText } = await import('../live/metrics.js');
    process.stdout.write(metricsText(policy.host.name, result));
    return exit.fine;
  }
  const { countersJson, countersText } = await import('../live/counters-text.js');
  if (args.json) printDocument({ host: policy.host.name, ...countersJson(result, since) }, all);
  else {
    printDiagnostics(all);
    process.stdout.write(`${countersText(policy.host.name, result, since)}\n`);
  }
  return exit.fine;
}

async function readAt({ live, machine, generations }: OpenHost, policy: Policy) {
  const confirmed = await generations.confirmed();
  const { MachineError } = await import('../../machine/errors.js');
  if (confirmed && confirmed.target !== 'nftables')
    throw new MachineError(
      `rules of ${confirmed.target} are loaded, and only those of nftables count by rule`,
    );
  const { counted } = await import('../../live/counted.js');
  const result = await counted(machine, policy);
  // Only of what was applied is known since when it counts.
  if (typeof (await live.held()).settled !== 'number') return { result, since: new Map<string, string>() };
  const { countingSince } = await import('../../live/counting-since.js');
  return { result, since: await countingSince(machine, generations) };
}
