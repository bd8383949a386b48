import { inTurn } from '../../support/sample.js';
import { type Loading, mixedBackends } from '../backends.js';

/** For tests of one file: each call gives the next kind of rules, every second time nftables; with `npm run test:whole` all. */
export function kindsInTurn(): () => readonly Loading[] {
  return inTurn(mixedBackends);
}
