import { expect, it } from 'vitest';
import type { Trial } from '../../../src/lab/model.js';
import { withFiles } from '../../support/definition.js';
import { inTurn } from '../../support/sample.js';
import { mixedBackends } from '../backends.js';
import { describeKernel } from '../rig/index.js';
import { exports, interfaces } from './aws-exports.js';
import { disagreements, type TryOptions, tryPaths } from './support.js';

const files = Object.fromEntries(
  Object.entries(exports).map(([name, value]) => [name, JSON.stringify(value)]),
);

const tried = (compile: NonNullable<TryOptions['compile']>): Promise<readonly Trial[]> =>
  withFiles(files, (folder) => tryPaths([folder], { compile, probes: 400 }));

/** The TCP ports at which something was let in to a host from elsewhere, by interface. */
function portsOf(trials: readonly Trial[], host: string): readonly string[] {
  const answered = trials.filter(
    ({ probe: { from, to }, seen }) => to.host === host && from.host !== host && seen.fate === 'answered',
  );
  const ports = answered.flatMap(({ probe: { to, traffic } }) =>
    traffic.kind === 'tcp' ? [`${to.interface} ${traffic.port}`] : [],
  );
  return [...new Set(ports)].sort();
}

describeKernel('an export of AWS does with packets what it says', () => {
  const turn = inTurn(mixedBackends);

  it.concurrent.for(turn(2))('instances, each interface with its own groups: $name', async ({ options }) => {
    const trials = await tried(options);
    expect(disagreements(trials)).toEqual([]);
    expect(portsOf(trials, 'i-1')).toEqual(['eni-1a 22', 'eni-1a 80', 'eni-1b 443', 'eni-1b 5432']);
  });

  it.concurrent.for(turn(2))('interfaces, each a host of its own: $name', async ({ options }) => {
    const trials = await tried({ ...options, hosts: interfaces });
    expect(disagreements(trials)).toEqual([]);
    const hosts = new Set(trials.flatMap(({ probe: { from, to } }) => [from.host, to.host]));
    expect(hosts).toEqual(new Set([undefined, ...interfaces]));
    expect(portsOf(trials, 'eni-1a')).toEqual(['eni-1a 22', 'eni-1a 80']);
    expect(portsOf(trials, 'eni-1b')).toEqual(['eni-1b 443', 'eni-1b 5432']);
  });
});
