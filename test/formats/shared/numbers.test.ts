import { describe, expect, test } from 'vitest';
import { noAddresses } from '../../../src/address/address-set.js';
import { parseAddress } from '../../../src/address/parse.js';
import { everythingOut } from '../../../src/definition/everything-out.js';
import type { Definition, Direction, Peer, Rule } from '../../../src/definition/model.js';
import type { Span } from '../../../src/diagnostics/source.js';
import { numberRules } from '../../../src/formats/shared/numbers.js';

const span: Span = { source: { name: 'net.yaml', text: '' }, offsets: { start: 0, end: 0 } };

type Row = readonly [port: number, peer: string, description: string];

function rule(direction: Direction, [port, peer, description]: Row): Rule {
  const traffic = [{ protocol: 6, first: port, last: port }];
  return { direction, allow: [{ kind: 'traffic', traffic, span }], peers: [peerOf(peer)], description, span };
}

function peerOf(text: string): Peer {
  if (text === 'ipv4' || text === 'ipv6') return { kind: 'anywhere', families: [text], span };
  const parsed = parseAddress(text);
  if (parsed.ok) return { kind: 'addresses', range: parsed.range, span };
  return { kind: 'list', reference: text, span };
}

function numbersOf(direction: Direction, rules: readonly Rule[]): readonly string[] {
  const group = { id: 'web', name: 'web', description: '', tags: new Map(), members: noAddresses, span };
  const rest = { prefixLists: [], services: [], hosts: [] };
  const both = { ingress: [], egress: [], [direction]: rules };
  const { groups }: Definition = numberRules({ groups: [{ ...group, ...both }], ...rest });
  return groups[0]![direction].map(
    ({ number, byDefault }, i) => `${byDefault ? 'default ' : ''}${number ?? i + 1}`,
  );
}

const ingress = (...rows: readonly Row[]) =>
  numbersOf(
    'ingress',
    rows.map((row) => rule('ingress', row)),
  ).map(Number);

describe('fact 5: a rule with more than one range of ports or peer is several rules in a cloud', () => {
  test('they have one number, and the next one has the next', () => {
    const pages: Row[] = [80, 443].flatMap((port) => [
      [port, 'ipv4', 'pages'] as const,
      [port, 'ipv6', 'pages'] as const,
    ]);
    expect(ingress(...pages, [22, '10.0.0.0/8', 'ssh'], [22, 'ipv4', ''])).toEqual([1, 1, 1, 1, 2, 3]);
  });

  test('a rule without description is one alone', () => {
    expect(ingress([80, 'ipv4', ''], [80, 'ipv6', ''], [443, 'ipv4', ''])).toEqual([1, 2, 3]);
  });

  test('one description for everything does not make everything one rule', () => {
    const same = 'Managed by Terraform';
    expect(ingress([22, '10.0.0.0/8', same], [443, 'ipv4', same], [5432, 'office', same])).toEqual([1, 2, 3]);
  });

  test('what stands apart counts apart', () => {
    expect(ingress([80, 'ipv4', 'pages'], [22, 'office', 'ssh'], [80, 'ipv6', 'pages'])).toEqual([1, 2, 3]);
  });

  test('two lists in the place of one for both families', () => {
    expect(ingress([22, 'office', 'ssh'], [22, 'office-6', 'ssh'], [25, 'ipv4', ''])).toEqual([1, 1, 2]);
  });
});

describe('fact 3: everything may leave, as from every new group', () => {
  const everything = [everythingOut(['ipv4'], span), everythingOut(['ipv6'], span)];

  test('two rules are the one by default, in either order', () => {
    expect(numbersOf('egress', everything)).toEqual(['default 1', 'default 1']);
    expect(numbersOf('egress', [...everything].reverse())).toEqual(['default 1', 'default 1']);
  });

  test.each([
    ['of one family', everything.slice(0, 1), ['1']],
    ['one family twice', [everything[0]!, everything[0]!], ['1', '2']],
    ['with another rule', [...everything, rule('egress', [80, 'ipv4', ''])], ['1', '2', '3']],
    ['described', everything.map((one) => ({ ...one, description: 'all' })), ['1', '1']],
  ] as const)('not %s', (_, rules, numbers) => {
    expect(numbersOf('egress', rules)).toEqual(numbers);
  });
});
