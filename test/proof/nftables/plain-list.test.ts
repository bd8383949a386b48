import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSetElements } from '../../../src/proof/nftables/lists.js';
import { Tokens } from '../../../src/proof/nftables/tokens.js';
import type { NotUnderstood } from '../../../src/proof/not-understood.js';

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
