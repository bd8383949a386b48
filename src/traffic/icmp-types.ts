import { ICMP } from './protocols.js';

/** Names of ICMP types (IANA registry, the names that ping and nft use). */
const icmpTypes: ReadonlyMap<string, number> = new Map([
  ['echo-reply', 0],
  ['destination-unreachable', 3],
  ['source-quench', 4],
  ['redirect', 5],
  ['echo-request', 8],
  ['router-advertisement', 9],
  ['router-solicitation', 10],
  ['time-exceeded', 11],
  ['parameter-problem', 12],
  ['timestamp-request', 13],
  ['timestamp-reply', 14],
]);

const icmpv6Types: ReadonlyMap<string, number> = new Map([
  ['destination-unreachable', 1],
  ['packet-too-big', 2],
  ['time-exceeded', 3],
  ['parameter-problem', 4],
  ['echo-request', 128],
  ['echo-reply', 129],
  ['router-solicitation', 133],
  ['router-advertisement', 134],
  ['neighbour-solicitation', 135],
  ['neighbour-advertisement', 136],
  ['neighbor-solicitation', 135],
  ['neighbor-advertisement', 136],
  ['redirect', 137],
]);

export function icmpTypeNames(protocol: number): ReadonlyMap<string, number> {
  return protocol === ICMP ? icmpTypes : icmpv6Types;
}

export function icmpTypeName(protocol: number, type: number): string {
  for (const [name, number] of icmpTypeNames(protocol)) if (number === type) return name;
  return String(type);
}
