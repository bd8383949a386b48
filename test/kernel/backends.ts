import type { LibraryOptions } from '../../src/index.js';
import { SCRIPT } from './lab/index.js';

/** Every kind of script on every program that can load it. */
export interface Backend {
  readonly name: string;
  readonly options: LibraryOptions & { readonly target: 'nftables' | 'iptables' | 'ipset' };
  readonly load: readonly string[];
  readonly unload: readonly string[];
}

const shell = { load: ['sh', SCRIPT], unload: ['sh', SCRIPT, 'unload'] } as const;

export const backends: readonly Backend[] = [
  {
    name: 'nftables',
    options: { target: 'nftables' },
    load: ['nft', '-f', SCRIPT],
    unload: ['nft', 'delete', 'table', 'inet', 'secgroup'],
  },
  { name: 'iptables-nft', options: { target: 'iptables', xtables: 'nft' }, ...shell },
  { name: 'iptables-legacy', options: { target: 'iptables', xtables: 'legacy' }, ...shell },
  { name: 'ipset-nft', options: { target: 'ipset', xtables: 'nft' }, ...shell },
  { name: 'ipset-legacy', options: { target: 'ipset', xtables: 'legacy' }, ...shell },
];
