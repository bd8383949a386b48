import type { Family } from '../address/space.js';
import type { InterfacePolicy } from '../policy/model.js';

/**
 * Tells the devices on which a host admits its baseline: those that its interfaces name; and if an interface has addresses
 * of the family and no device, every other but loopback.
 */
export function hasBaseline(
  interfaces: readonly InterfacePolicy[],
  family: Family,
): (device: string) => boolean {
  const named = new Set<string>();
  let others = false;
  for (const { match } of interfaces) {
    if (match.kind === 'device') named.add(match.device);
    else if (match.addresses[family].length > 0) others = true;
  }
  return (device) => named.has(device) || (others && device !== 'lo');
}
