import type { Family } from '../../address/space.js';
import type { State } from '../../proof/firewall.js';
import type { Probe } from '../model.js';
import { stateOfIcmp } from './tracking.js';

/** One packet on its way between the ends of a probe, without addresses and devices. */
export interface Message {
  /** As both ends track it; they see the same packets. */
  readonly state: State;
  readonly protocol: number;
  /** The destination port, or type × 256 + code of ICMP. Protocols without either: 0. */
  readonly cell: number;
  /** Protocols without ports: 0. */
  readonly sourcePort: number;
  /** 0 to 255. Absent: one that no rule knows. */
  readonly hopLimit?: number;
}

export interface Exchange {
  readonly question: Message;
  /** Absent where nobody ever answers. */
  readonly answer?: Message;
}

const [TCP, UDP] = [6, 17];

/** The kernel gives a socket some port from 32768 to 60999, and no probe depends on which. */
export const EPHEMERAL_PORT = 40_000;

/** The protocol, the types of an echo request and its reply, and type × 256 + code of the error that says nobody listens at a port. */
interface IcmpNumbers {
  readonly protocol: number;
  readonly request: number;
  readonly reply: number;
  readonly noPort: number;
}

const icmp: Readonly<Record<Family, IcmpNumbers>> = {
  ipv4: { protocol: 1, request: 8, reply: 0, noPort: 3 * 256 + 3 },
  ipv6: { protocol: 58, request: 128, reply: 129, noPort: 1 * 256 + 4 },
};

/** What the two ends of a probe say to each other. */
export function exchangeOf({ family, traffic }: Probe): Exchange {
  const own = icmp[family];
  switch (traffic.kind) {
    case 'tcp':
      return flow(TCP, traffic.port, EPHEMERAL_PORT);
    case 'udp':
      return flow(UDP, traffic.port, traffic.sourcePort ?? EPHEMERAL_PORT);
    case 'protocol':
      return flow(traffic.protocol, 0, 0);
    case 'echo':
      return icmpExchange(family, own.request, 0);
    case 'icmp':
      return icmpExchange(family, traffic.type, traffic.code, traffic.hopLimit);
    case 'forward':
    case 'many':
      return { question: flow(UDP, traffic.port, EPHEMERAL_PORT).question };
    case 'unreachable': {
      const { question } = flow(UDP, traffic.port, EPHEMERAL_PORT);
      return { question, answer: icmpMessage(family, 'related', own.noPort) };
    }
    case 'invalid':
      return { question: { ...flow(TCP, traffic.port, EPHEMERAL_PORT).question, state: 'invalid' } };
  }
}

/** A first packet to a port, and one back from there. Later packets of either side differ from these in nothing that rules see. */
function flow(protocol: number, port: number, sourcePort: number): Exchange {
  return {
    question: { state: 'new', protocol, cell: port, sourcePort },
    answer: { state: 'established', protocol, cell: sourcePort, sourcePort: port },
  };
}

/** Linux answers an echo request of any code, and says the code again; of other messages no answer is awaited. */
function icmpExchange(family: Family, type: number, code: number, hopLimit?: number): Exchange {
  const message = icmpMessage(family, stateOfIcmp(family, type), type * 256 + code);
  const question = hopLimit === undefined ? message : { ...message, hopLimit };
  if (type !== icmp[family].request) return { question };
  return { question, answer: icmpMessage(family, 'established', icmp[family].reply * 256 + code) };
}

function icmpMessage(family: Family, state: State, cell: number): Message {
  return { state, protocol: icmp[family].protocol, cell, sourcePort: 0 };
}
