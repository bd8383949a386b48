import type { Family } from '../address/space.js';
import { formatTraffic } from '../traffic/format.js';
import type { WatchedPort } from './watched-services.js';

/** `a`, `a and b`, `a, b and c`. */
export function inWords(words: readonly string[]): string {
  if (words.length < 2) return words.join();
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

export function familiesInWords(families: readonly Family[]): string {
  return inWords(
    (['ipv4', 'ipv6'] as const).filter((one) => families.includes(one)).map((one) => familyNames[one]),
  );
}

const familyNames = { ipv4: 'IPv4', ipv6: 'IPv6' } as const;

/** `tcp/5985-5986, udp/53`; the ports of one protocol stand together, ascending. */
export function portsInWords(ports: readonly WatchedPort[]): string {
  const runs: { protocol: number; first: number; last: number }[] = [];
  for (const { protocol, port } of ports) {
    const run = runs.at(-1);
    if (run?.protocol === protocol && run.last + 1 === port) run.last = port;
    else runs.push({ protocol, first: port, last: port });
  }
  return runs.map(formatTraffic).join(', ');
}
