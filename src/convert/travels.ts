import type { Family } from '../address/space.js';
import { familiesOf } from '../traffic/protocols.js';
import type { Traffic } from '../traffic/traffic.js';

/** Whether packets of the family can be such traffic (fact 10). */
export function travels({ protocol }: Traffic, family: Family): boolean {
  return protocol === 'all' || familiesOf(protocol).includes(family);
}
