import type { Devices } from './devices.js';
import { ACCEPT, type Diagrams, DROP, NEXT, type Node } from './diagram/diagrams.js';
import { sequence } from './diagram/fold.js';
import { choose } from './diagram/sets.js';
import { type Path, rankOf } from './dimensions.js';
import { destinationTypes, families } from './firewall.js';
import { hasDevice } from './sides.js';
import { unionOfBounds } from './values.js';

const LOCAL = ['local', 'broadcast', 'anycast', 'multicast'];
/** The kernel looks behind these headers for the protocol. */
const LOOKED_BEHIND: readonly number[] = [0, 43, 44, 60];
/** iptables-legacy looks behind the authentication header, nftables (and iptables over it) takes it for the protocol. */
const AH = 51;

/**
 * ACCEPT for the packets that there can be on a path, DROP for combinations that the kernel never shows a firewall. Two firewalls
 * that differ on those alone are the same.
 */
export function possible(diagrams: Diagrams, path: Path, devices: Devices): Node {
  return sequence(diagrams, [
    destination(diagrams, path),
    device(diagrams, path, devices),
    headers(diagrams),
    ACCEPT,
  ]);
}

/** What the routing table calls local and the like comes in, everything else is forwarded. */
function destination(diagrams: Diagrams, path: Path): Node {
  if (path === 'output') return NEXT;
  const names = path === 'input' ? LOCAL : destinationTypes.filter((name) => name !== 'local');
  const bounds = names.flatMap((name) => {
    const index = (destinationTypes as readonly string[]).indexOf(name);
    return [index, index + 1];
  });
  return choose(diagrams, rankOf('destinationType'), unionOfBounds(bounds), NEXT, DROP);
}

/** Packets come in and go out through a device, which has a name. */
function device(diagrams: Diagrams, path: Path, devices: Devices): Node {
  const fields = (['inDevice', 'outDevice'] as const).filter((field) =>
    hasDevice({ path, hook: 'forward' }, field),
  );
  const none = devices.matching(['']);
  return sequence(
    diagrams,
    fields.map((field) => choose(diagrams, rankOf(field), none, DROP, NEXT)),
  );
}

/** Behind the fixed header of IPv6 stands the protocol itself, unless a header stands there that the kernel looks behind. */
function headers(diagrams: Diagrams): Node {
  const behind = choose(diagrams, rankOf('protocol'), unionOfBounds(singles(LOOKED_BEHIND)), DROP, NEXT);
  const children = Array.from({ length: 256 }, (_, header) =>
    header === AH || LOOKED_BEHIND.includes(header)
      ? behind
      : choose(diagrams, rankOf('protocol'), [header, header + 1], NEXT, DROP),
  );
  const cuts = children.slice(1).map((_, index) => index + 1);
  const six = diagrams.node(rankOf('nextHeader'), cuts, children);
  return diagrams.node(rankOf('family'), [families.indexOf('ipv6')], [NEXT, six]);
}

function singles(numbers: readonly number[]): readonly number[] {
  return numbers.flatMap((number) => [number, number + 1]);
}
