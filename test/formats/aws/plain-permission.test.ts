import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../../src/definition/model.js';
import { PrefixRule } from '../../../src/definition/prefix-rule.js';
import { collect } from '../../../src/diagnostics/diagnostic.js';
import { offsetsOf, type Span } from '../../../src/diagnostics/source.js';
import type { Document } from '../../../src/document/document.js';
import { FileText } from '../../../src/document/file-text.js';
import { openJson } from '../../../src/document/json.js';
import { JsonCursor } from '../../../src/document/json-cursor.js';
import { writtenOf } from '../../../src/document/list-in-pieces.js';
import { openPlainJson } from '../../../src/document/plain-json.js';
import { aws, readAws } from '../../../src/formats/aws/index.js';
import { PlainPermissions } from '../../../src/formats/aws/plain-permission.js';
import { numberRules } from '../../../src/formats/shared/numbers.js';
import { from, group, permission } from './reading.js';

const cidr = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 255 }).map((n) => `10.${n}.0.0/16`), weight: 8 },
  fc.constantFrom(
    '0.0.0.0/0',
    '10.0.0.1/8',
    '10.0.0.1',
    '10.0.0.1/32',
    '::/0',
    '2001:db8::/32',
    '',
    '10.0.0.0/33',
    '1-2',
    5,
    null,
  ),
);
const description = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 4 },
  fc.constantFrom('', 'web', 'é “x”', 'a "b" \\ c', 7),
);
const range = fc.oneof(
  { arbitrary: fc.record({ CidrIp: cidr, Description: description }), weight: 12 },
  { arbitrary: fc.record({ Description: description, CidrIp: cidr }), weight: 4 },
  fc.constantFrom<unknown>({}, { CidrIp: '10.0.0.0/8', Other: 1 }, 'text', 3, null, []),
);
const number = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 65_535 }), weight: 8 },
  fc.constantFrom<unknown>(-1, 65_536, 2 ** 31, 2 ** 40, '80', undefined, null, [1]),
);
const odd = fc.constantFrom<unknown>([], [], [], [], undefined, undefined, null, {}, [1], 'x');
const fields = {
  IpProtocol: fc.oneof(
    { arbitrary: fc.constantFrom('tcp', 'udp'), weight: 8 },
    fc.constantFrom<unknown>('TCP', '6', 6, '-1', 'icmp', 'icmpv6', 'esp', '50', 'x', '', undefined),
  ),
  FromPort: number,
  ToPort: number,
  IpRanges: fc.oneof({ arbitrary: fc.array(range, { maxLength: 3 }), weight: 10 }, odd),
  Ipv6Ranges: fc.oneof({ arbitrary: odd, weight: 6 }, fc.constant([{ CidrIpv6: '2001:db8::/32' }])),
  PrefixListIds: fc.oneof({ arbitrary: odd, weight: 6 }, fc.constant([{ PrefixListId: 'pl-1' }])),
  UserIdGroupPairs: fc.oneof(
    { arbitrary: odd, weight: 6 },
    fc.constant([{ GroupId: 'sg-1' }, { GroupId: 'sg-2' }]),
  ),
};

/** Permissions with their keys in any order, and now and then something else. */
const written = fc.oneof(
  {
    arbitrary: fc
      .tuple(fc.record(fields), fc.shuffledSubarray(Object.keys(fields), { minLength: 5 }))
      .map(([one, keys]) => Object.fromEntries(keys.map((key) => [key, one[key as keyof typeof one]]))),
    weight: 10,
  },
  fc.constantFrom<unknown>({}, 'text', 12, [[]], null, { IpProtocol: 'tcp', Unknown: 1 }),
);

const plain = Array.from({ length: 200 }, (_, i) => permission('tcp', i, i, from(`10.0.${i}.0/24`)));

/** A rule as everybody else writes it. */
function whole({ direction, allow, peers, description, number, span }: PrefixRule): Rule {
  return { direction, allow, peers, description, ...(number !== undefined && { number }), span };
}

/** Everything with its places looked up. */
function placed(value: unknown): unknown {
  if (value instanceof Map) return placed([...value]);
  if (Array.isArray(value)) return value.map(placed);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof PrefixRule) return placed(whole(value));
  if ('source' in value) return { ...offsetsOf(value as Span) };
  return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, placed(below)]));
}

function readingOf(document: Document | undefined) {
  let definition: unknown;
  const { diagnostics } = collect((report) => {
    definition = numberRules(readAws([document!], report));
  });
  return placed({ definition, diagnostics });
}

function inPieces(text: string): Document | undefined {
  const content = FileText.of(Buffer.from(text))!;
  return openPlainJson({ name: 'd.json', text, content, digest: '' }, new Set(aws.inPieces));
}

function permissionsOf({ value }: Document): unknown {
  return (value as { readonly SecurityGroups: readonly Record<string, unknown>[] }).SecurityGroups[0]!
    .IpPermissions;
}

describe('permissions of a long list', () => {
  test('are read like those of a short one, with every place and word', () => {
    const lists = fc.array(written, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lists, lists, fc.constantFrom(0, 1), (ingress, egress, indent) => {
        const groups = [group('sg-1', [...ingress, ...plain, ...ingress], [...egress, ...plain])];
        const text = JSON.stringify({ SecurityGroups: groups }, null, indent);
        const read = inPieces(text)!;
        expect(writtenOf(permissionsOf(read))).toBeDefined();
        const whole = collect((report) => openJson('d.json', text, report)).value;
        expect(readingOf(read)).toEqual(readingOf(whole));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a permission of which there is nothing to say', () => {
  const read = (value: unknown, indent = 0) => {
    const text = JSON.stringify([value, 'next'], null, indent);
    const cursor = new JsonCursor(FileText.of(Buffer.from(text))!, 1);
    const plain = new PlainPermissions(cursor);
    if (!plain.read()) return undefined;
    const prefixes = Array.from({ length: plain.count }, (_, i) => [plain.address(i), plain.length(i)]);
    const descriptions = prefixes.map((_, i) => plain.description(i));
    return { traffic: plain.traffic, prefixes, descriptions, next: text.slice(cursor.at) };
  };
  const none = { Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] };
  const usual = {
    IpProtocol: 'udp',
    FromPort: 5,
    ToPort: 65_535,
    IpRanges: [{ CidrIp: '10.0.0.0/8' }],
    ...none,
  };

  test.each([usual, { ...none, ...usual }, Object.fromEntries(Object.entries(usual).reverse())])(
    'is %j',
    (value) => {
      const traffic = { protocol: 17, first: 5, last: 65_535 };
      for (const indent of [0, 2])
        expect(read(value, indent)).toMatchObject({
          traffic,
          prefixes: [[0x0a000000, 8]],
          descriptions: [''],
          next: expect.stringMatching(/^\s*,/),
        });
    },
  );
  const ranges = (...IpRanges: readonly unknown[]) => ({ ...usual, IpRanges });

  test('may have several peers, each described', () => {
    const described = { Description: 'é', CidrIp: '10.0.0.0/8' };
    const found = read(ranges(described, { CidrIp: '192.0.2.0/24', Description: '' }));
    expect(found?.descriptions).toEqual(['é', '']);
  });

  test.each<[string, unknown]>([
    ['of another protocol', { ...usual, IpProtocol: 'icmp' }],
    ['without a protocol', { ...usual, IpProtocol: undefined }],
    ['without its ports', { ...usual, FromPort: undefined }],
    ['of ports that are texts', { ...usual, FromPort: '5' }],
    ['of a port below zero', { ...usual, FromPort: -1 }],
    ['of a port that is none', { ...usual, ToPort: 65_536 }],
    ['of ports in the wrong order', { ...usual, FromPort: 7, ToPort: 5 }],
    ['without peers', { ...usual, IpRanges: [] }],
    ['of another peer', { ...usual, UserIdGroupPairs: [{ GroupId: 'sg-1' }] }],
    ['of peers under another key', { ...usual, IpRanges: [], Ipv6Ranges: usual.IpRanges }],
    ['of unknown keys', { ...usual, Other: [] }],
    ['of peers of unknown keys', ranges({ CidrIp: '10.0.0.0/8', Other: '' })],
    ['of a peer without addresses', ranges({ Description: 'web' })],
    ['of a peer that has escapes', ranges({ CidrIp: '10.0.0.0/8', Description: '\\' })],
    ['of everybody', ranges({ CidrIp: '10.0.0.0/8' }, { CidrIp: '0.0.0.0/0' })],
    ['of host bits', ranges({ CidrIp: '10.0.0.1/8' })],
    ['of an address without a length', ranges({ CidrIp: '10.0.0.1' })],
    ['of IPv6', ranges({ CidrIp: '2001:db8::/32' })],
    ['that is a text', 'text'],
    ['that is empty', {}],
  ])('is none %s', (_, value) => {
    expect(read(value)).toBeUndefined();
  });
});
