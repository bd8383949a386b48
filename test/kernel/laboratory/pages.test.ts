import { it } from 'vitest';
import { followPage } from '../../examples/follow.js';
import { kernelPages } from '../../examples/pages.js';
import { describeKernel } from '../lab/index.js';

/** `npm run build` comes first, as for the pages that need no kernel. */
const main = new URL('../../../dist/cli/main.js', import.meta.url).pathname;

describeKernel('what the pages say of packets is so', () => {
  it.each(kernelPages)('%s', (page) => followPage(page, main, true));
});
