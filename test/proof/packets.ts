import { parseAddress } from '../../src/address/parse.js';
import { Devices, NO_DEVICE } from '../../src/proof/devices.js';
import type { Packet } from '../../src/proof/packet.js';
import type { Random } from '../reference/random.js';
import { packetLike } from './support.js';

/** First packets of flows, of the addresses, ports and devices that a script names and of those right beside them. */
export function packetsNear(script: string, random: Random, count: number): readonly Packet[] {
  const devices = new Devices(['lo', ...namesIn(script, /(?:ifname |\t\t\t|-[io] )"?([a-z]\w*)/g)]);
  const ports = namesIn(script, /(?<![\d.:])(\d{1,5})(?![\d./])/g).map(Number);
  const texts = namesIn(script, /([0-9a-f.:]*[.:][0-9a-f.:]+)/g).filter((text) => parseAddress(text).ok);
  const addresses = {
    ipv4: ['203.0.113.7', ...texts.filter((text) => !text.includes(':'))],
    ipv6: ['2001:db8::7', ...texts.filter((text) => text.includes(':'))],
  };
  return random.times(count, () => {
    const family = random.pick(['ipv4', 'ipv6'] as const);
    const like = {
      family,
      device: random.pick(devices.names.filter((name) => name !== NO_DEVICE)),
      from: random.pick(addresses[family]),
      to: random.pick(addresses[family]),
      protocol: random.pick([6, 6, 17, 17, 47, 132]),
      port: Math.min(65_535, random.pick([1, ...ports]) + random.pick([0, 0, 1])),
    };
    return packetLike(random.pick(['input', 'output'] as const), like, devices);
  });
}

function namesIn(script: string, pattern: RegExp): readonly string[] {
  return [...new Set(Array.from(script.matchAll(pattern), ([, name]) => name!))];
}
