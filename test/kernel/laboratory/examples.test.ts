import { expect, it } from 'vitest';
import { parseAddress } from '../../../src/address/parse.js';
import { examples } from '../../examples/examples.js';
import { inTurn } from '../../support/sample.js';
import { mixedBackends } from '../backends.js';
import { describeKernel } from '../rig/index.js';
import { disagreements, tryPaths } from './support.js';

describeKernel('every example does with packets what it says', () => {
  const turn = inTurn(mixedBackends);
  const rows = examples.flatMap((example) =>
    turn().map(({ name: backend, options }) => ({ ...example, backend, options })),
  );

  it.concurrent.for(rows)('$name on $backend', async ({ options, sources, hosts, myIp }) => {
    const address = myIp === undefined ? undefined : parseAddress(myIp);
    const compile = { ...options, hosts, ...(address?.ok && { myIp: address.range }) };
    const trials = await tryPaths(sources, { compile, probes: 500 });
    expect(trials.length).toBeGreaterThan(40);
    expect(disagreements(trials)).toEqual([]);
  });
});
