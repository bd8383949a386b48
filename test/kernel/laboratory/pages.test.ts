import { randomUUID } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { followPage } from '../../examples/follow.js';
import { kernelPages } from '../../examples/pages.js';
import { buildProgram } from '../../support/built.js';
import { describeKernel } from '../rig/index.js';
import { leftovers, traceOf } from './leftovers.js';

describeKernel('what the pages say of packets is so, and nothing remains of it', () => {
  it.each(kernelPages)('%s', async (page) => {
    const { main } = await buildProgram();
    const [name, value] = ['SECGROUP_TEST_MARK', randomUUID()];
    vi.stubEnv(name, value);
    const trace = traceOf(`${name}=${value}`);
    try {
      await followPage(page, main);
    } finally {
      vi.unstubAllEnvs();
    }
    expect(await leftovers(trace)).toEqual([]);
  });
});
