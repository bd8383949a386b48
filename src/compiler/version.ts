import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string };

/** `secgroup 0.1.0`, as it stands in scripts. */
export const generator = `secgroup ${version}`;

export { version };
