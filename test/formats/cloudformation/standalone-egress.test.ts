import { describe, expect, test } from 'vitest';
import { collect } from '../../../src/diagnostics/diagnostic.js';
import { readDocument } from '../../../src/document/read.js';
import { readCloudFormation } from '../../../src/formats/cloudformation/index.js';
import { codesOf, egressOf, expectDiagnostic, expectNothingSaid, textOf } from '../aws/reading.js';
import { everythingOut, fileOf, group, reading, template } from './reading.js';

const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '192.0.2.0/24' };
const written = ['tcp/443 192.0.2.0/24'];

function out(GroupId: unknown, rule: object = https, more: object = {}): object {
  return { Type: 'AWS::EC2::SecurityGroupEgress', Properties: { GroupId, ...rule }, ...more };
}

const parameters = { Unset: { Type: 'String' }, Given: { Type: 'String' } };
const conditions = {
  Unsure: { 'Fn::Equals': [{ Ref: 'Unset' }, 'yes'] },
  Never: { 'Fn::Equals': ['a', 'b'] },
};

/** Groups `Web` and `Db` without inline egress rules, beside other resources. */
function read(resources: object, given: Readonly<Record<string, string>> = {}) {
  const more = { Parameters: parameters, Conditions: conditions };
  return reading(template({ Web: group(), Db: group(), ...resources }, more), given);
}

describe('fact 35: a rule that stands alone takes away the one that lets everything out', () => {
  test.each<[name: string, id: unknown]>([
    ['by Ref', { Ref: 'Web' }],
    ['by its attribute', { 'Fn::GetAtt': ['Web', 'GroupId'] }],
    ['by its attribute as a text', { 'Fn::GetAtt': 'Web.GroupId' }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub writes names
    ['by Sub', { 'Fn::Sub': '${Web.GroupId}' }],
    ['by Select', { 'Fn::Select': [0, [{ Ref: 'Web' }, { Ref: 'Db' }]] }],
  ])('%s', (_, id) => {
    const found = read({ Out: out(id) });
    expect(codesOf(found)).toEqual(['conflicting-rules']);
    expectDiagnostic(found, 'conflicting-rules', '"Out"', "group 'Web': this rule removes");
    expect(egressOf(found, 'Web')).toEqual(written);
    expect(egressOf(found, 'Db')).toEqual(everythingOut);
  });

  test('is said once a group, however many there are', () => {
    const found = read({ A: out({ Ref: 'Web' }), B: out({ Ref: 'Web' }, { ...https, FromPort: 1 }) });
    expect(codesOf(found)).toEqual(['conflicting-rules']);
    expect(egressOf(found, 'Web')).toHaveLength(2);
  });

  test('beside inline rules nothing changes, nor for ingress', () => {
    const inline = group({ SecurityGroupEgress: [{ ...https, FromPort: 80, ToPort: 80 }] });
    const found = read({ Web: inline, Out: out({ Ref: 'Web' }) });
    expectNothingSaid(found);
    expect(egressOf(found, 'Web')).toEqual(['tcp/80 192.0.2.0/24', ...written]);
    const In = { ...out({ Ref: 'Web' }), Type: 'AWS::EC2::SecurityGroupIngress' };
    expect(egressOf(read({ In }), 'Web')).toEqual(everythingOut);
  });

  test("CDK's rule that matches nothing leaves nothing open", () => {
    const none = { IpProtocol: 'icmp', FromPort: 252, ToPort: 86, CidrIp: '255.255.255.255/32' };
    expect(egressOf(read({ Out: out({ Ref: 'Web' }, none) }), 'Web')).toEqual([]);
  });

  test('a list that is AWS::NoValue is none', () => {
    const Web = group({ SecurityGroupEgress: { Ref: 'AWS::NoValue' } });
    expect(egressOf(read({ Web, Out: out({ Ref: 'Web' }) }), 'Web')).toEqual(written);
  });
});

describe('what may be such a rule is taken for one', () => {
  test.each<[name: string, resource: object]>([
    ['its condition is not known', out({ Ref: 'Web' }, https, { Condition: 'Unsure' })],
    ['its traffic is not known', out({ Ref: 'Web' }, { ...https, FromPort: { Ref: 'Unset' } })],
    ['its peer is not known', out({ Ref: 'Web' }, { ...https, CidrIp: { Ref: 'Unset' } })],
  ])('where %s', (_, Out) => {
    const found = read({ Out });
    expect(egressOf(found, 'Web').filter((rule) => rule.startsWith('all'))).toEqual([]);
    expect(codesOf(found)).toContain('conflicting-rules');
    expect(egressOf(found, 'Db')).toEqual(everythingOut);
  });

  test.each<[name: string, id: unknown]>([
    ['a parameter without a value', { Ref: 'Unset' }],
    ['an import', { 'Fn::ImportValue': 'Group' }],
    ['an output of a nested stack', { 'Fn::GetAtt': ['Nested', 'Outputs.Group'] }],
    ['one of two, which is not known', { 'Fn::If': ['Unsure', { Ref: 'Web' }, { Ref: 'Db' }] }],
    ['a dynamic reference', '{{resolve:ssm:group}}'],
  ])('%s could be any group', (_, id) => {
    const found = read({ Out: out(id), Nested: { Type: 'AWS::CloudFormation::Stack', Properties: {} } });
    expect(egressOf(found, 'Web')).toEqual([]);
    expect(egressOf(found, 'Db')).toEqual([]);
    const messages = found.diagnostics.filter(({ code }) => code === 'conflicting-rules');
    expect(messages.map(({ message }) => message.slice(0, 38))).toEqual(
      ['Web', 'Db'].map((name) => `group '${name}': this rule may belong to it`.slice(0, 38)),
    );
    expect(messages.map(({ span }) => textOf(span!))).toEqual(['"Out"', '"Out"']);
  });

  test.each<[name: string, id: unknown]>([
    ['an id', 'sg-0123456789abcdef0'],
    ['a parameter with a value', { Ref: 'Given' }],
    ["a network's own group", { 'Fn::GetAtt': ['Vpc', 'DefaultSecurityGroup'] }],
  ])('%s is none of the template', (_, id) => {
    const found = read({ Out: out(id), Vpc: { Type: 'AWS::EC2::VPC', Properties: {} } }, { Given: 'sg-1' });
    expect(egressOf(found, 'Web')).toEqual(everythingOut);
    expect(codesOf(found)).not.toContain('conflicting-rules');
  });

  test('one that is not made is none', () => {
    const found = read({ Out: out({ Ref: 'Web' }, https, { Condition: 'Never' }) });
    expectNothingSaid(found);
    expect(egressOf(found, 'Web')).toEqual(everythingOut);
  });

  test('a group that may not be made takes nothing from the others', () => {
    const unsure = { Condition: 'Unsure' };
    const found = read({ Web: group({}, unsure), Out: out({ Ref: 'Web' }, https, unsure) });
    expect(egressOf(found, 'Db')).toEqual(everythingOut);
  });

  test('a loop may make such rules', () => {
    const loop = (resource: object) => ({ 'Fn::ForEach::Outs': ['X', ['a'], { 'Out${X}': resource }] });
    expect(egressOf(read(loop(out({ Ref: 'Web' }))), 'Web')).not.toEqual(everythingOut);
    expect(egressOf(read(loop({ Type: 'AWS::S3::Bucket' })), 'Web')).toEqual(everythingOut);
  });

  test('a rule for a group of another template may take away the default of any', () => {
    const texts = [template({ Web: group() }), template({ Out: out({ 'Fn::ImportValue': 'Web' }) })];
    const { value } = collect((report) => {
      const documents = texts.map(
        (one, i) => readDocument(fileOf(`${i}.json`, JSON.stringify(one)), report)!,
      );
      return readCloudFormation(documents, new Map(), report);
    });
    expect(value!.groups.find(({ id }) => id === 'Web')!.egress).toEqual([]);
  });
});
