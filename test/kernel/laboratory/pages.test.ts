import { it } from 'vitest';
import { followPage } from '../../examples/follow.js';
import { kernelPages } from '../../examples/pages.js';
import { buildProgram } from '../../support/built.js';
import { describeKernel } from '../lab/index.js';

describeKernel('what the pages say of packets is so', () => {
  it.each(kernelPages)('%s', async (page) => {
    const { main } = await buildProgram();
    await followPage(page, main, true);
  });
});
