import fc from 'fast-check';
import { addressSet } from '../../src/address/address-set.js';
import type { Allow, Origin } from '../../src/policy/model.js';
import { familiesOf, hasPorts, isIcmp } from '../../src/traffic/protocols.js';
import type { Traffic } from '../../src/traffic/traffic.js';

/** Few protocols, cells and addresses, so that rules of a random list overlap, touch and cover each other. */

export const protocols = [0, 1, 5, 6, 7, 17, 50, 51, 58, 255] as const;
export const cells = [0, 1, 2, 255, 256, 257, 22, 23, 65_534, 65_535] as const;
export const addresses = [0, 1, 2, 3, 4, 5, 6, 7, 2 ** 32 - 1] as const;

/** What tests compare is addresses and traffic; where an allow comes from does not matter to them. */
const origin = {} as Origin;

const traffic: fc.Arbitrary<Traffic> = fc
  .record({
    protocol: fc.constantFrom(...protocols, 'all' as const),
    a: fc.constantFrom(...cells),
    b: fc.constantFrom(...cells),
    whole: fc.boolean(),
  })
  .map(({ protocol, a, b, whole }) => {
    const divided = protocol !== 'all' && (hasPorts(protocol) || isIcmp(protocol));
    if (whole || !divided) return { protocol, first: 0, last: 65_535 };
    return { protocol, first: Math.min(a, b), last: Math.max(a, b) };
  });

const interval = fc
  .record({
    a: fc.constantFrom(...addresses),
    b: fc.constantFrom(...addresses),
    all: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ a, b, all }) =>
    all === 0 ? { start: 0, end: 2 ** 32 } : { start: Math.min(a, b), end: Math.max(a, b) + 1 },
  );

const peers = fc
  .record({ v4: fc.array(interval, { maxLength: 2 }), v6: fc.array(interval, { maxLength: 2 }) })
  .map(({ v4, v6 }) =>
    addressSet([
      ...v4.map((one) => ({ family: 'ipv4' as const, hostBits: false, ...one })),
      ...v6.map(({ start, end }) => ({
        family: 'ipv6' as const,
        hostBits: false,
        start: BigInt(start),
        end: BigInt(end),
      })),
    ]),
  );

export const allow: fc.Arbitrary<Allow> = fc.record({ traffic, peers }).map((one) => ({ ...one, origin }));

export const allows = fc.array(allow, { maxLength: 8 });

export interface Probe {
  readonly family: 'ipv4' | 'ipv6';
  readonly protocol: number;
  readonly cell: number;
  readonly address: number;
}

/** Every packet that the small world can tell apart. */
export const probes: readonly Probe[] = (['ipv4', 'ipv6'] as const).flatMap((family) =>
  protocols.flatMap((protocol) =>
    cells.flatMap((cell) => addresses.map((address) => ({ family, protocol, cell, address }))),
  ),
);

/** Whether any allow lets the packet through, straight from what an allow means. */
export function anyAllows(list: readonly Allow[], { family, protocol, cell, address }: Probe): boolean {
  return list.some(({ traffic, peers }) => {
    if (traffic.protocol !== 'all' && traffic.protocol !== protocol) return false;
    if (traffic.protocol !== 'all' && !familiesOf(protocol).includes(family)) return false;
    if (cell < traffic.first || cell > traffic.last) return false;
    const boundaries: readonly (number | bigint)[] = family === 'ipv4' ? peers.ipv4 : peers.ipv6;
    for (let i = 0; i < boundaries.length; i += 2) {
      if (boundaries[i]! <= address && boundaries[i + 1]! > address) return true;
    }
    return false;
  });
}
