import type { Probe } from './probe.js';
import type { Run, RunResult } from './run.js';

/**
 * Compares what arrived with what should have. Gives one line for each difference, and for a script that did not load;
 * no line means that the run is as expected.
 */
export function differences(
  run: Run,
  result: RunResult,
  allowed: (probe: Probe) => boolean,
): readonly string[] {
  const failures = (['load', 'unload'] as const)
    .filter((step) => result[step].exitCode !== 0)
    .map((step) => `${run.name}: ${step} ended with ${result[step].exitCode}: ${result[step].stderr}`);
  if (failures.length > 0) return failures;
  return run.probes
    .filter((probe) => result.arrived.has(probe.id) !== allowed(probe))
    .map((probe) => `${run.name}: ${allowed(probe) ? 'lost' : 'let through'}: ${describeProbe(probe)}`);
}

/** A probe in one line, for messages. */
export function describeProbe(probe: Probe): string {
  const what = [`protocol ${probe.protocol}`];
  if (probe.port !== undefined) what.push(`port ${probe.port}`);
  if (probe.type !== undefined) what.push(`type ${probe.type} code ${probe.code ?? 0}`);
  return `#${probe.id} ${probe.direction} ${probe.device} ${probe.source} > ${probe.destination} ${what.join(' ')}`;
}
