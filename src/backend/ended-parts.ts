import { type IntervalSet, intervalsOf } from '../address/intervals.js';
import type { EndedFlows } from '../proof/ended.js';
import { protocolNumbers } from '../traffic/protocols.js';

/** What a rule that ends flows asks of protocol and ports. A packet of a flow fits one part at most. */
export type EndedPart =
  | { readonly kind: 'protocols'; readonly protocols: IntervalSet<number> | undefined }
  | {
      readonly kind: 'ports';
      readonly protocols: readonly number[];
      /** Of the first packet; undefined is any. */
      readonly destination: IntervalSet<number> | undefined;
      readonly source: IntervalSet<number> | undefined;
    }
  | {
      readonly kind: 'request';
      readonly protocol: number;
      readonly request: number;
      readonly answer: number;
    };

/** Whether a packet goes the way of the first packet of its flow. */
export type FlowDirection = 'original' | 'reply';

/** Which hook sees the packets of a direction. */
export function hookOf({ path }: EndedFlows, direction: FlowDirection): 'input' | 'output' {
  return (path === 'input') === (direction === 'original') ? 'input' : 'output';
}

const { tcp, udp, icmp, icmpv6 } = protocolNumbers;
/** TCP, UDP, DCCP, SCTP, UDP-Lite. */
const WITH_PORTS: readonly number[] = [tcp, udp, 33, 132, 136];

/** Flows of ICMP are requests and their answers. */
const REQUESTS = [
  { protocol: icmp, request: 8, answer: 0 },
  { protocol: icmp, request: 13, answer: 14 },
  { protocol: icmp, request: 15, answer: 16 },
  { protocol: icmp, request: 17, answer: 18 },
  { protocol: icmpv6, request: 128, answer: 129 },
  { protocol: icmpv6, request: 139, answer: 140 },
] as const;

/** Ports and types are asked for by protocol: of those without any, the flows are told by the rest. */
export function partsOf({ protocols, cells, sourcePorts }: EndedFlows): readonly EndedPart[] {
  if (cells === undefined && sourcePorts === undefined) return [{ kind: 'protocols', protocols }];
  const among = (protocol: number) => protocols === undefined || isIn(protocols, protocol);
  const ported = WITH_PORTS.filter(among);
  const requests = REQUESTS.filter(
    ({ protocol, request }) => among(protocol) && (cells === undefined || isIn(cells, request * 256)),
  );
  const rest = protocols ? without(protocols, [...WITH_PORTS, icmp, icmpv6]) : [];
  return [
    ...(ported.length > 0
      ? [{ kind: 'ports', protocols: ported, destination: cells, source: sourcePorts } as const]
      : []),
    ...requests.map((one) => ({ kind: 'request', ...one }) as const),
    ...rest.map((protocol) => ({ kind: 'protocols', protocols: [protocol, protocol + 1] }) as const),
  ];
}

function isIn(set: IntervalSet<number>, value: number): boolean {
  return Array.from(intervalsOf(set)).some(({ start, end }) => start <= value && value < end);
}

/** Of protocols with a number of their own; no flow of the others is told by more than that. */
function without(set: IntervalSet<number>, others: readonly number[]): readonly number[] {
  return Array.from({ length: 256 }, (_, protocol) => protocol).filter(
    (protocol) => isIn(set, protocol) && !others.includes(protocol),
  );
}
