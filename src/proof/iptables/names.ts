import { protocolNames } from '../protocol-names.js';

const named = (names: Readonly<Record<string, number>>): ReadonlyMap<string, number> =>
  new Map(Object.entries(names));

/** Of /etc/protocols and of iptables' own list, those whose number is the same everywhere. */
export const protocols = named({ ...protocolNames, 'ipv6-mh': 135, mh: 135 });

export const tcpFlags = named({
  NONE: 0,
  FIN: 1,
  SYN: 2,
  RST: 4,
  PSH: 8,
  ACK: 16,
  URG: 32,
});
