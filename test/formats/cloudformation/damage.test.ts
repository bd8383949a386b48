// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub writes names
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect, type Diagnostic, hasError } from '../../../src/diagnostics/diagnostic.js';
import { offsetsOf } from '../../../src/diagnostics/source.js';
import { readDocument } from '../../../src/document/read.js';
import { compileDefinition, expectRefused } from '../../support/definition.js';
import {
  addressesInWords,
  codesOf,
  egressOf,
  expectDiagnostic,
  ingressOf,
  type Reading,
} from '../aws/reading.js';
import { cidrOf, expectClosed, fileOf, group, reading, template, webWith } from './reading.js';

const yaml = readFileSync(path.join(import.meta.dirname, 'fixtures/shop.yaml'), 'utf8');
const cdk = readFileSync(path.join(import.meta.dirname, 'fixtures/Shop.template.json'), 'utf8');

/** Everything that a reading lets through, and who is a member of what. */
function meaningOf(read: Reading): ReadonlySet<string> {
  const { groups, hosts, prefixLists } = read.definition;
  const rules = groups.flatMap(({ id }) => [
    ...ingressOf(read, id).map((rule) => `${id} in ${rule}`),
    ...egressOf(read, id).map((rule) => `${id} out ${rule}`),
  ]);
  const carried = hosts.flatMap(({ interfaces }) =>
    interfaces.flatMap(({ groups, addresses }) =>
      groups.flatMap(({ reference }) =>
        addressesInWords(addresses).map((one) => `${one} carries ${reference}`),
      ),
    ),
  );
  const listed = prefixLists.flatMap(({ id, addresses }) =>
    addressesInWords(addresses).map((one) => `${id} ${one}`),
  );
  return new Set([...rules, ...carried, ...listed].filter((one) => !/absent:|no-group/.test(one)));
}

/** Paths of every value below. */
function pathsOf(value: unknown, at: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, below]) => pathsOf(below, [...at, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

const wrong: readonly unknown[] = [
  ...[null, true, 1.5, '', [], {}, [null], [[]], [{}]],
  ...[{ Ref: 'Nowhere' }, { Ref: {} }, { 'Fn::Nothing': 1 }, { 'Fn::If': ['No', 1] }, { 'Fn::Sub': 1 }],
  ...[{ 'Fn::Transform': {}, CidrIp: '0.0.0.0/0', IpProtocol: '-1' }, { 'Fn::GetAtt': ['Front'] }],
];

describe('a wrong value in every place in turn never throws and never lets more through', () => {
  const fixtures: readonly [name: string, value: unknown][] = [
    ['CDK', JSON.parse(cdk)],
    ['YAML', readDocument(fileOf('shop.yaml', yaml), () => {})!.value],
    ['the rest', everyType()],
  ];
  test.each(fixtures)('%s', (_, whole) => {
    const before = meaningOf(reading(whole as object));
    const places = pathsOf(whole);
    const faults: string[] = [];
    let refused = 0;
    for (const [i, place] of places.entries()) {
      for (const [j, by] of wrong.entries()) {
        // A quarter of them at each place, another one at the next.
        if ((i + j) % 4 !== 0) continue;
        const read = reading(replaced(whole, place, by) as object);
        const where = `${place.join('.')} = ${JSON.stringify(by)}`;
        if (read.diagnostics.some(isNowhere)) faults.push(`nowhere: ${where}`);
        if (hasError(read.diagnostics)) refused++;
        else if ([...meaningOf(read)].some((one) => !before.has(one))) faults.push(`wider: ${where}`);
      }
    }
    expect(faults).toEqual([]);
    expect(refused).toBeGreaterThan(places.length);
  });
});

function isNowhere({ span }: Diagnostic): boolean {
  const { start, end } = span ? offsetsOf(span) : { start: 0, end: 0 };
  return start >= end || end > span!.source.text.length;
}

/** What the other fixtures do not have. */
function everyType(): object {
  const rule = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, Description: 'rule' };
  return template(
    {
      Web: group({ GroupName: 'web', Tags: [{ Key: 'tier', Value: 'web' }] }),
      In: {
        Type: 'AWS::EC2::SecurityGroupIngress',
        Condition: 'Yes',
        Properties: { GroupId: { Ref: 'Web' }, ...rule, SourcePrefixListId: { Ref: 'Office' } },
      },
      Named: {
        Type: 'AWS::EC2::SecurityGroupIngress',
        Properties: {
          GroupName: 'web',
          ...rule,
          SourceSecurityGroupName: 'web',
          SourceSecurityGroupOwnerId: { Ref: 'AWS::AccountId' },
        },
      },
      Out: {
        Type: 'AWS::EC2::SecurityGroupEgress',
        Properties: { GroupId: { Ref: 'Web' }, ...rule, DestinationSecurityGroupId: { Ref: 'Web' } },
      },
      Office: {
        Type: 'AWS::EC2::PrefixList',
        Properties: {
          PrefixListName: 'office',
          AddressFamily: 'IPv4',
          MaxEntries: 2,
          Entries: [{ Cidr: { 'Fn::Select': [0, { Ref: 'Offices' }] }, Description: 'one' }],
        },
      },
      Host: {
        Type: 'AWS::EC2::Instance',
        Properties: {
          NetworkInterfaces: [
            {
              DeviceIndex: 0,
              GroupSet: [{ Ref: 'Web' }],
              PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.1' }],
              Ipv6Addresses: [{ Ipv6Address: '2001:db8::1' }],
            },
          ],
        },
      },
      Eni: {
        Type: 'AWS::EC2::NetworkInterface',
        Properties: {
          GroupSet: [{ Ref: 'Web' }],
          Description: 'eni',
          PrivateIpAddress: { 'Fn::If': ['Yes', '10.0.0.2', '10.0.0.3'] },
        },
      },
      At: {
        Type: 'AWS::EC2::NetworkInterfaceAttachment',
        Properties: { DeviceIndex: '1', InstanceId: { Ref: 'Host' }, NetworkInterfaceId: { Ref: 'Eni' } },
      },
    },
    {
      Parameters: { Offices: { Type: 'CommaDelimitedList', Default: '192.0.2.0/24' } },
      Conditions: { Yes: { 'Fn::Not': [{ 'Fn::Equals': [{ 'Fn::Join': [',', { Ref: 'Offices' }] }, ''] }] } },
    },
  );
}

describe('files that are damaged', () => {
  test('JSON cut off anywhere is refused', () => {
    for (let end = 1; end < cdk.trimEnd().length; end += 13) {
      const { diagnostics } = collect((report) => readDocument(fileOf('a.json', cdk.slice(0, end)), report));
      expect(diagnostics.map(({ code }) => code)).toEqual(['syntax']);
    }
  });

  test('UTF-16 without a mark is refused', async () => {
    await expectCode(Buffer.from(cdk, 'utf16le'), 'file-encoding');
  });

  test.each(['[]', '"x"', '3', 'null'])('%s is no template, even if it is said to be one', async (text) => {
    const { status, diagnostics } = await compileDefinition({ 'a.json': text }, '--from', 'cloudformation');
    expect([status, diagnostics.map(({ code }) => code)]).toEqual([1, ['unknown-shape']]);
  });

  test.each(['Resources', 'Parameters', 'Conditions', 'Mappings'])('%s that is no object', async (key) => {
    const text = JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources: {}, [key]: [] });
    const { diagnostics, scripts } = await compileDefinition({ 'a.json': text });
    expect(diagnostics[0]).toMatchObject({ code: 'wrong-type', blamed: '[]' });
    expect(scripts).toEqual({});
  });

  test('a template that is also a definition', async () => {
    await expectRefused({ 'a.json': '{"Resources":{},"groups":{}}' }, [
      'unknown-shape',
      '"Resources"',
      'two files',
    ]);
  });

  async function expectCode(content: Uint8Array, code: string): Promise<void> {
    const { status, diagnostics, scripts } = await compileDefinition({ 'a.json': content });
    expect([status, diagnostics[0]!.code, scripts]).toEqual([1, code, {}]);
  }
});

describe('what leads to itself', () => {
  test('a condition', () => {
    const Conditions = {
      A: { 'Fn::Not': [{ Condition: 'B' }] },
      B: { 'Fn::Or': [{ Condition: 'A' }, { Condition: 'B' }] },
    };
    const rule = {
      'Fn::If': ['A', { IpProtocol: '-1', CidrIp: '0.0.0.0/0' }, { IpProtocol: '-1', CidrIp: '::/0' }],
    };
    const read = reading(
      template({ Web: group({ SecurityGroupIngress: [rule], SecurityGroupEgress: [rule] }) }, { Conditions }),
    );
    expect(new Set(codesOf(read))).toEqual(new Set(['wrong-type']));
    expectClosed(read);
  });

  test('an attribute over others', () => {
    const net = (other: string) => ({
      Type: 'AWS::EC2::VPC',
      Properties: { CidrBlock: { 'Fn::GetAtt': [other, 'CidrBlock'] } },
    });
    const rule = { IpProtocol: '-1', CidrIp: { 'Fn::Sub': '${A.CidrBlock}' } };
    const read = reading(template({ ...webWith(rule), A: net('B'), B: net('A') }));
    expectDiagnostic(read, 'wrong-type', /./, "'CidrBlock' of 'A' refers to itself");
    expect(ingressOf(read, 'Web')).toEqual([]);
  });

  test('a resource whose condition asks for it', () => {
    const Conditions = { C: { 'Fn::Equals': [{ Ref: 'Web' }, 'x'] } };
    const read = reading(template({ Web: group({}, { Condition: 'C' }) }, { Conditions }));
    expect(codesOf(read)).toEqual(['wrong-type']);
    expect(read.definition.groups).toEqual([]);
  });
});

describe('what would take forever', () => {
  const doubled = (levels: number, wrap: (inner: unknown) => unknown): unknown =>
    levels === 0 ? '10.0.0.0/8' : wrap(doubled(levels - 1, wrap));

  test.each<[name: string, levels: number, wrap: (inner: unknown) => unknown]>([
    ['Sub of itself twice', 60, (A) => ({ 'Fn::Sub': ['${A}${A}', { A }] })],
    ['Sub of itself a thousand times', 60, (A) => ({ 'Fn::Sub': ['${A}'.repeat(1000), { A }] })],
    ['Join of a split', 40, (A) => ({ 'Fn::Join': ['10.0.0.0/8', { 'Fn::Split': ['0', A] }] })],
    ['depth', 105, (A) => ({ 'Fn::Join': ['', [A]] })],
  ])('%s', (_, levels, wrap) => {
    const read = cidrOf(doubled(levels, wrap));
    expectDiagnostic(read, 'wrong-type', /./);
    expect(ingressOf(read, 'Web')).toEqual([]);
  });

  test('lists in lists without end', () => {
    let value: unknown = [];
    for (let i = 0; i < 105; i++) value = [value];
    const read = reading(template({ Web: group({ SecurityGroupEgress: value }) }));
    expect(codesOf(read)).toEqual(['wrong-type']);
    expectClosed(read);
  });

  test('aliases that double', () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) => `  a${i}: &a${i} !Sub ['\${A}\${A}', { A: ${i === 0 ? 'x' : `*a${i - 1}`} }]`,
    );
    const text = `Resources: {}\nMetadata:\n${levels.join('\n')}\n`;
    const { diagnostics } = collect((report) => readDocument(fileOf('a.yaml', text), report));
    expect(diagnostics.map(({ code }) => code).filter((code) => code !== 'syntax')).toEqual([]);
  });
});

describe('names that objects have by nature', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s', (name) => {
    const text = `{"Resources":{"${name}":{"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"x","SecurityGroupIngress":[{"IpProtocol":"-1","SourceSecurityGroupId":{"Ref":"${name}"},"${name}":1}]}}}}`;
    const parsed = JSON.parse(text) as object;
    expect(() => reading(parsed)).not.toThrow();
    const read = cidrOf({ 'Fn::FindInMap': [name, name, name] });
    expect(codesOf(read)).toEqual(['unknown-reference']);
    expect(codesOf(cidrOf({ 'Fn::If': [name, 'a', 'b'] }))).toEqual(['unknown-reference']);
    expect(codesOf(cidrOf({ 'Fn::GetAtt': [name, name] }))).toEqual(['unknown-reference']);
  });
});

test('3,000 rules are read', () => {
  const rules = Array.from({ length: 3_000 }, (_, i) => ({
    IpProtocol: 'tcp',
    FromPort: i,
    ToPort: { 'Fn::Sub': `${i}` },
    CidrIp: { 'Fn::Join': ['', ['10.0.0.0', '/8']] },
  }));
  const read = reading(template({ Web: group({ SecurityGroupIngress: rules }) }));
  expect(read.diagnostics).toEqual([]);
  expect(ingressOf(read, 'Web')).toHaveLength(3_000);
});
