import { bitsOf, formatAddress, readAddress, readRange } from './addresses.js';
import type { Family } from './model.js';
import type { Random } from './random.js';

/** Small neighbourhoods, so that overlap, adjacency and the very edge of a range come up all the time. */
const neighbourhoods = {
  ipv4: ['10.0.0.0/28', '10.0.0.0/28', '10.0.0.0/28', '10.0.0.240/29', '192.0.2.0/24', '203.0.113.128/30'],
  ipv6: [
    '2001:db8::/124',
    '2001:db8::/124',
    '2001:db8::/124',
    '2001:db8::fff0/125',
    '2001:db8:0:1::/64',
    'fd00::/120',
  ],
} as const;

/** Everything a host on the internet may have; an end of either lies away from all reserved blocks. */
const wide = { ipv4: '11.0.0.0-100.63.255.255', ipv6: '2400::/6' } as const;

const prefixLengths = {
  ipv4: [32, 31, 31, 30, 30, 29, 28, 27, 25, 24, 16, 8, 4, 2, 1, 0],
  ipv6: [128, 127, 127, 126, 125, 124, 124, 120, 113, 112, 64, 32, 8, 3, 2, 1, 0],
} as const;

const specialPeers = {
  ipv4: [
    '0.0.0.0/0',
    '0.0.0.0/1',
    '128.0.0.0/1',
    '10.0.0.0/29',
    '10.0.0.8/29',
    '0.0.0.0-9.255.255.255',
    '224.0.0.0-255.255.255.255',
  ],
  ipv6: ['::/0', '::/1', '8000::/1', '2001:db8::/125', '2001:db8::8/125', 'fe80::/10', '::-2001:db8::7'],
} as const;

export function randomFamily(random: Random): Family {
  return random.chance(0.5) ? 'ipv4' : 'ipv6';
}

export function randomAddress(random: Random, family: Family): string {
  return randomAddressIn(random, random.chance(0.1) ? wide[family] : random.pick(neighbourhoods[family]));
}

/** Within a range; its first and last addresses are as likely as all others together. */
export function randomAddressIn(random: Random, text: string): string {
  const { family, first, last } = readRange(text);
  if (random.chance(0.25)) return formatAddress({ family, value: first });
  if (random.chance(0.33)) return formatAddress({ family, value: last });
  const offset = Array.from({ length: 4 }).reduce<bigint>(
    (sum) => (sum << 32n) + BigInt(random.between(0, 2 ** 32 - 1)),
    0n,
  );
  return formatAddress({ family, value: first + (offset % (last - first + 1n)) });
}

/** An address, prefix or range, as a rule or list writes it. */
export function randomPeerAddress(random: Random, family: Family): string {
  const kind = random.next();
  if (kind < 0.25) return randomAddress(random, family);
  if (kind < 0.6) return randomPrefix(random, family);
  return kind < 0.9 ? randomSpan(random, family) : random.pick(specialPeers[family]);
}

function randomPrefix(random: Random, family: Family): string {
  const length = random.pick(prefixLengths[family]);
  const prefix = `${randomAddress(random, family)}/${length}`;
  // Bits behind the length are allowed and do not count (fact 11); with the length 0 they are refused.
  return random.chance(0.08) && length > 0 ? prefix : withoutHostBits(prefix);
}

/** The same addresses as somebody has them, who has no bits behind a length. */
export function withoutHostBits(text: string): string {
  const [, length] = text.split('/');
  const { family, first } = readRange(text);
  return length === undefined ? text : `${formatAddress({ family, value: first })}/${length}`;
}

function randomSpan(random: Random, family: Family): string {
  const ends = [randomAddress(random, family), randomAddress(random, family)].map(readAddress);
  const [first, last] = ends[0]!.value <= ends[1]!.value ? ends : ends.reverse();
  return `${formatAddress(first!)}-${formatAddress(last!)}`;
}

/** Side by side with gaps, of few lengths, as lists of real networks are: as many as no target writes one by one. */
const networkPlans = {
  ipv4: { base: '10.16.0.0', lengths: [24, 24, 24, 25, 26, 29, 31], step: 512n },
  ipv6: { base: '2001:db8:8000::', lengths: [64, 64, 64, 60, 68, 120, 127], step: 2n ** 70n },
} as const;

export function randomNetworks(random: Random, family: Family): readonly string[] {
  const { base, lengths, step } = networkPlans[family];
  const { value } = readAddress(base);
  return random.times(random.between(12, 60), (index) => {
    const address = formatAddress({ family, value: value + BigInt(index) * step });
    return `${address}/${random.pick(lengths)}`;
  });
}

/** Half the time it touches or overlaps what stands there already, which is where merging goes wrong. */
export function randomNeighbourOf(random: Random, others: readonly string[]): string {
  const { family, first, last } = readRange(random.pick(others));
  const value = random.pick([first - 1n, first, last, last + 1n]);
  const clipped = value < 0n ? 0n : value >> BigInt(bitsOf[family]) > 0n ? last : value;
  return `${formatAddress({ family, value: clipped })}/${bitsOf[family] - random.between(0, 2)}`.replace(
    /^(.*)\/(\d+)$/,
    (prefix, _, length) => `${formatAddress({ family, value: readRange(prefix).first })}/${length}`,
  );
}
