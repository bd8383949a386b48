import type { Analysis } from '../../compiler/analyse.js';
import type { CompileOptions } from '../../compiler/options.js';
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { visible } from '../../diagnostics/visible.js';
import type { Laboratory } from '../../lab/laboratory.js';
import type { Command } from '../command.js';
import { type ExitStatus, exit, UsageError } from '../exit.js';
import { phaseBars } from '../progress.js';
import { readDefinition } from '../read.js';
import { printDiagnostics, printFailure } from '../report.js';
import { type SourceArguments, sourceOptions, sources } from '../source-options.js';
import { stopSignals } from '../stop-signals.js';
import { checkTarget, type TargetArguments, targetOptions } from '../target-options.js';

interface LabArguments extends SourceArguments, TargetArguments {
  readonly host: string | undefined;
}

export const labCommand: Command<LabArguments> = {
  command: 'lab <sources..>',
  describe: 'Build the network of a definition in namespaces and open a shell in one of its hosts',
  positionals: { sources },
  options: {
    ...sourceOptions,
    ...targetOptions,
    host: {
      type: 'string',
      completes: 'host',
      requiresArg: true,
      describe: 'Host to open the shell in, by id or name. Default: the external network',
    },
  },
  examples: [
    ['$0 lab groups.yaml --host web-1', 'A shell in web-1, with its firewall loaded'],
    ['$0 lab groups.yaml', 'A shell in the external network, which has every address that no host has'],
  ],
  run: runLab,
};

async function runLab(args: LabArguments): Promise<ExitStatus> {
  await checkTarget(args);
  const { value, diagnostics, options } = await readDefinition(args);
  if (!value) return printFailure(diagnostics, { json: false });
  const { target, xtables } = args;
  return inLaboratory(value, { ...options, target, xtables }, args.host, diagnostics);
}

async function inLaboratory(
  analysis: Analysis,
  compile: CompileOptions,
  host: string | undefined,
  earlier: readonly Diagnostic[],
): Promise<ExitStatus> {
  const { buildLaboratory } = await import('../../lab/build.js');
  const bars = await phaseBars();
  const progress = (phase: string, done: number, total: number) => bars.show(phase, 'hosts', done, total);
  const signals = stopSignals();
  try {
    const outcome = await buildLaboratory(analysis, { compile, progress, signal: signals.aborted });
    bars.end();
    if (!outcome.value) return printFailure([...earlier, ...outcome.diagnostics], { json: false });
    printDiagnostics([...earlier, ...outcome.diagnostics]);
    await using laboratory = outcome.value.laboratory;
    await openShell(laboratory, host, signals.aborted);
    return signals.status() ?? exit.fine;
  } catch (error) {
    const status = signals.status();
    if (status !== undefined) return status;
    throw error;
  } finally {
    signals.release();
    bars.end();
  }
}

/** A shell in a host, until it ends. What it ends with is its own affair. */
async function openShell(laboratory: Laboratory, name: string | undefined, stop: AbortSignal): Promise<void> {
  const { hosts } = laboratory.network;
  const host = hosts.find(({ id, name: called }) => name !== undefined && (id === name || called === name));
  if (name !== undefined && !host)
    throw new UsageError(`there is no host '${name}', only ${hosts.map(({ id }) => id).join(', ')}`);
  const { launcher, programEnvironment } = await import('../../machine/programs.js');
  const start = await launcher();
  process.stderr.write(
    `${host ? `In host '${visible(host.id)}'` : 'Outside'}; the laboratory ends with this shell.\n`,
  );
  const [program, ...words] = laboratory.supervisor.entrance(laboratory.place(host?.id));
  const env = { ...process.env, PATH: programEnvironment().PATH };
  // The shell ends with the laboratory, which waits for nobody.
  stop.addEventListener('abort', () => void laboratory.close(), { once: true });
  const options = { stdio: 'inherit', reject: false, cleanup: false, env } as const;
  await start(program!, [...words, process.env.SHELL ?? 'sh'], options);
}
