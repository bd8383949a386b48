import { all, type Grammar, mostly, oneOf } from '../grammar.js';
import { u32 } from './rarely.js';
import type { Family } from './values.js';
import { flagList, icmpTypes, negated, option, port, ports, protocols } from './values.js';

/** A protocol with what only it has. */
export function transport(family: Family): Grammar {
  const icmp =
    family === 'ipv4'
      ? oneOf('-p icmp', '-p icmp -m icmp', '-p 1')
      : oneOf('-p ipv6-icmp', '-p ipv6-icmp -m icmp6', '-p icmpv6', '-p 58');
  const icmpOption =
    family === 'ipv4'
      ? option('--icmp-type', '--icmpv6-type', '--icmp')
      : option('--icmpv6-type', '--icmp-type');
  const ported = oneOf(
    '-p tcp',
    '-p udp',
    '-p tcp -m tcp',
    '-p udp -m udp',
    '-p 6',
    '-p 17',
    '-p sctp',
    '-p tcp -m udp',
  );
  const dport = option('--dport', '--destination-port', '--dpor', '--dports');
  const sport = option('--sport', '--source-port', '--sports', '--sp');
  return oneOf(
    all(ported, ' ', negated, dport, ' ', port),
    all(ported, ' ', negated, dport, ' ', port),
    all(ported, ' ', sport, ' ', port, ' ', negated, dport, ' ', port),
    all(
      ported,
      ' -m multiport ',
      negated,
      option('--dports', '--destination-ports', '--dport', '--ports'),
      ' ',
      ports,
    ),
    all(ported, ' -m multiport ', option('--sports', '--source-ports', '--sport'), ' ', ports),
    all('-p tcp ', negated, '--tcp-flags ', flagList, ' ', flagList),
    all(
      '-p tcp ',
      mostly('--tcp-flags FIN,SYN,RST,ACK SYN', oneOf('--syn', '! --syn', '--syn --dport 22'), 2),
    ),
    all(icmp, ' ', negated, icmpOption, ' ', icmpTypes),
    all(icmp, ' ', icmpOption, ' ', icmpTypes),
    all('-p icmp -m u32 --u32 ', u32),
    all(negated, option('-p', '--protocol', '--proto'), ' ', protocols(family)),
  );
}
