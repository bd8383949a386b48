import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSetElements } from '../../../src/proof/nftables/lists.js';
import { readNftables } from '../../../src/proof/nftables/script.js';
import { Tokens } from '../../../src/proof/nftables/tokens.js';
import type { NotUnderstood } from '../../../src/proof/not-understood.js';
import { faultsOf, script, verdictOf } from './reading.js';

const octet = fc.oneof(fc.integer({ min: 0, max: 260 }).map(String), fc.constantFrom('00', '01', '026', ''));
const address = fc.oneof(
  { weight: 20, arbitrary: fc.ipV4() },
  fc.array(octet, { minLength: 3, maxLength: 5 }).map((octets) => octets.join('.')),
);
const element = fc.oneof(
  { weight: 5, arbitrary: address },
  fc
    .tuple(address, fc.constantFrom('/32', '/24', '/0', '/33', '/8', '/'))
    .map(([one, length]) => one + length),
  fc.tuple(address, address).map(([first, last]) => `${first}-${last}`),
  {
    weight: 1,
    arbitrary: fc.constantFrom('10.0.0.0/8', '10.0.0.5-10.0.0.9', '1.2.3.4x', '$all', '', '# a,\n'),
  },
);
const list = fc.tuple(
  fc.array(fc.tuple(element, fc.constantFrom(' ', '', '\n\t', ' # 1.2.3.4,\n')), { maxLength: 12 }),
  fc.boolean(),
);

/** What is read of a list, or why it is not, when each comma has something before it or not. */
function outcomeOf(
  [elements, trailing]: typeof list extends fc.Arbitrary<infer T> ? T : never,
  comma: string,
) {
  const last = elements.length - 1;
  const text = elements.map(([one, blank], i) => one + (i < last || trailing ? comma : '') + blank).join('');
  const read = (ranges: boolean) => {
    try {
      return readSetElements(new Tokens(`{ ${text} }\n`), ['ipv4_addr'], ranges);
    } catch (error) {
      const { line, problem } = error as NotUnderstood;
      return `${line}: ${problem}`;
    }
  };
  return [read(true), read(false)];
}

test('a list that the program spells is read like one that it does not: a blank before each comma', () => {
  fc.assert(
    fc.property(list, (one) => {
      expect(outcomeOf(one, ',')).toEqual(outcomeOf(one, ' ,'));
    }),
    { numRuns: 2_000 },
  );
});

const masked = fc.record({
  length: fc.constantFrom(8, 23, 24, 31),
  odd: fc.option(fc.constantFrom('10.0.0.1', '10.0.0.0/24', '10.0.0.0-10.1.0.0'), { freq: 4 }),
  order: fc.array(fc.integer({ min: 1, max: 250 }), { minLength: 1, maxLength: 20 }),
});

test('a masked list that stands in its rule means what a named one does', () => {
  fc.assert(
    fc.property(masked, ({ length, odd, order }) => {
      const size = 2 ** (32 - length);
      const dotted = (n: number) => [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.');
      const numbers = [...new Set(order)].map((n) => dotted(n * size));
      const elements = [...numbers, ...(odd === null ? [] : [odd])].join(',\n\t');
      const mask = dotted(2 ** 32 - size);
      const inline = script(`ip saddr & ${mask} { ${elements} } accept`);
      const named = script(
        `ip saddr & ${mask} @s accept`,
        `set s { type ipv4_addr; flags interval; elements = { ${elements} }\n}`,
      );
      const read = (text: string) => {
        const problems: string[] = [];
        const firewall = readNftables(text, (_, problem) => problems.push(problem));
        const rules = [...firewall.chains.values()].flatMap((chain) => chain.rules);
        return [problems.length > 0, rules.map(({ conditions }) => conditions)];
      };
      expect(read(inline)).toEqual(read(named));
      if (odd === null) expect(faultsOf(inline)).toEqual([]);
    }),
  );
});

test('behind a list of thousands, with comments that hold what is not of ASCII, all is where it is', () => {
  const elements = Array.from({ length: 20_000 }, (_, n) => `10.${n >> 8}.${n & 255}.1`);
  elements[7_000] += ', # ü { \n10.200.0.0/16';
  const list = (more: string) =>
    script(
      `ip saddr { ${elements.join(',\n')}${more} } accept comment "} # {"\ntcp dport 22 accept\nnonsense`,
    );
  // Of seven lines before the second element, and one that the list has more.
  const lines = 7 + elements.length + 1;
  expect(faultsOf(list(''))).toEqual([`${lines + 1}: 'nonsense' is not understood`]);
  expect(faultsOf(list(', 10.7.7.0/24'))[0]).toContain('overlap');
  const text = list('').replace('\nnonsense', '');
  expect(
    ['10.0.0.1', '10.78.31.1', '10.200.3.4', '10.0.0.2'].map((from) => verdictOf(text, { from })),
  ).toEqual(['accept', 'accept', 'accept', 'drop']);
});
