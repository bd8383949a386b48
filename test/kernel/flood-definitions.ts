import { OWN, PEER } from './flood.js';

/**
 * Two definitions that both refuse what the flood brings, while each has what the other would need: who may use port 9999 in one is the
 * peer for 9998 in the other. A set that is filled anew under packets in flight would let them pass.
 */
function definition(strangers: string, peers: string): string {
  return `
prefixLists:
  strangers: ${strangers}
  peers: ${peers}
groups:
  g:
    ingress:
      - { allow: udp/8888, from: anywhere }
      - { allow: [udp/9999, tcp/81], from: 'list:strangers' }
      - { allow: [udp/9998, tcp/82], from: 'list:peers' }
hosts:
  dut:
    interfaces:
      eth0: { addresses: ['${OWN.ipv4}', '${OWN.ipv6}'], groups: [g] }
`;
}

const others = `[192.0.2.1, 192.0.2.3, 10.9.0.0/16, '2001:db8:5::1', '2001:db8:5::9', '2001:db8:6::/48']`;
const withPeer = `[192.0.2.5, 192.0.2.7, ${PEER.ipv4}, '${PEER.ipv6}', '2001:db8:5::7', '2001:db8:7::/48']`;
/** Both. */
export const floodDefinitions = [
  definition(others, withPeer),
  definition(others.replace('192.0.2.1,', '192.0.2.77,'), withPeer.replace('10.9', '10.8'))
    .replace('list:strangers', 'list:swap')
    .replace('list:peers', 'list:strangers')
    .replace('list:swap', 'list:peers')
    .replace(/strangers: (.*)\n {2}peers: (.*)\n/, 'strangers: $2\n  peers: $1\n'),
] as const;
