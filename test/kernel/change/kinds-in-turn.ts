import { inTurn } from '../../support/sample.js';
import { backends, type Loading } from '../backends.js';

/** For tests of one file: each call gives nftables, and the next kind of iptables. */
export function kindsInTurn(): () => readonly Loading[] {
  const [nftables, ...others] = [
    ...backends.filter(({ options }) => options.target === 'nftables'),
    ...backends.filter(({ options }) => options.target !== 'nftables'),
  ];
  const next = inTurn(others);
  return () => [nftables!, ...next()];
}
