import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/compiler/analyse.js';
import { textFile } from '../../../src/document/file.js';
import { codesOf, expectDiagnostic, expectNothingSaid } from '../aws/reading.js';
import { group, reading, template } from './reading.js';

/** A template with these resources, beside a group that nobody has as peer. */
function read(resources: object, more: object = {}) {
  return reading(template({ Web: group(), ...resources }, more));
}

function of(Type: string, Properties: object = {}, more: object = {}): object {
  return { Type, Properties, ...more };
}

describe('resources that hold or make something of a firewall, and are not read', () => {
  test.each<[type: string, message: string]>([
    ['AWS::CloudFormation::Stack', 'groups, rules and hosts in it are missing here'],
    ['AWS::CloudFormation::StackSet', 'groups, rules and hosts in it'],
    ['AWS::Serverless::Application', 'groups, rules and hosts in it'],
    ['Corp::Net::Groups::MODULE', 'groups, rules and hosts in it'],
    ['AWS::EC2::LaunchTemplate', 'the hosts that it makes are missing here'],
    ['AWS::AutoScaling::LaunchConfiguration', 'the hosts that it makes'],
    ['AWS::EC2::SpotFleet', 'the hosts that it makes'],
    ['OS::Neutron::SecurityGroup', 'is read in templates of Heat alone'],
    ['OS::Nova::Server', 'is read in templates of Heat alone'],
  ])('%s', (type, message) => {
    const found = read({ One: of(type) });
    expectDiagnostic(found, 'unread-resources', '"One"', `'One' (${type})`);
    expectDiagnostic(found, 'unread-resources', '"One"', message);
  });

  test('are reported once per type, however many there are', () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`S${i}`, of('AWS::CloudFormation::Stack')]),
    );
    const found = read({ ...many, Lt: of('AWS::EC2::LaunchTemplate') });
    expect(codesOf(found)).toEqual(['unread-resources', 'unread-resources']);
    expect(found.diagnostics[0]!.message).toContain(
      "'S0' and 299 more (AWS::CloudFormation::Stack) are not read",
    );
    expect(found.diagnostics[0]!.related).toHaveLength(2);
  });

  test('are none where their condition does not hold', () => {
    const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
    expectNothingSaid(
      read({ One: of('AWS::CloudFormation::Stack', {}, { Condition: 'Never' }) }, { Conditions }),
    );
  });

  test.each(['AWS::S3::Bucket', 'AWS::EC2::VPC', 'AWS::Lambda::Function', 'AWS::CloudFormation::WaitHandle'])(
    '%s is nothing to tell of',
    (type) => expectNothingSaid(read({ One: of(type) })),
  );

  test('a loop that makes only others is nothing to tell of', () => {
    const loop = (type: string) => ({ 'Fn::ForEach::A': ['X', ['a'], { 'N${X}': of(type) }] });
    expectNothingSaid(read(loop('AWS::S3::Bucket')));
    expect(codesOf(read(loop('AWS::EC2::Instance')))).toEqual(['unknown-value']);
    expect(codesOf(read(loop('AWS::CloudFormation::Stack')))).toEqual(['unknown-value']);
  });
});

describe('resources that carry groups and are no hosts', () => {
  const groups = [{ 'Fn::GetAtt': ['Web', 'GroupId'] }];
  const carriers: readonly (readonly [string, object])[] = [
    ['AWS::Serverless::Function', { VpcConfig: { SecurityGroupIds: groups } }],
    ['AWS::Lambda::Function', { VpcConfig: { SecurityGroupIds: groups } }],
    ['AWS::ECS::Service', { NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: groups } } }],
    ['AWS::RDS::DBInstance', { VPCSecurityGroups: groups }],
    ['AWS::ElasticLoadBalancingV2::LoadBalancer', { SecurityGroups: groups }],
    ['AWS::EC2::VPCEndpoint', { SecurityGroupIds: groups }],
  ];

  test.each(carriers)('%s is told', (type, properties) => {
    const found = read({ One: of(type, properties) });
    expectDiagnostic(found, 'ignored-value', /Fn::GetAtt/, `'One' (${type}) carries security groups`);
  });

  test('once a type', () => {
    const [type, properties] = carriers[0]!;
    const found = read({ A: of(type, properties), B: of(type, properties), C: of(...carriers[1]!) });
    expect(found.diagnostics.map(({ message }) => message.slice(0, 20))).toEqual([
      "'A' and 1 more (AWS:",
      "'C' (AWS::Lambda::Fu",
    ]);
  });

  test('as a peer of a rule they are not matched, which is reported once per type', () => {
    const Db = group({ SecurityGroupIngress: [{ IpProtocol: '-1', SourceSecurityGroupId: { Ref: 'Web' } }] });
    const [type, properties] = carriers[1]!;
    const found = read({ Db, A: of(type, properties), B: of(type, properties) });
    expect(codesOf(found)).toEqual(['unknown-value']);
    expectDiagnostic(found, 'unknown-value', /Fn::GetAtt/, "which addresses 'A' and 1 more");
  });
});

describe('--strict', () => {
  const sam = (more = '') => `
AWSTemplateFormatVersion: "2010-09-09"
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Resources:
  Sg:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: x
      SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }]
  Fn:
    Type: AWS::Serverless::Function
    Properties: { Handler: a.b, VpcConfig: { SecurityGroupIds: [!Ref Sg], SubnetIds: [subnet-1] } }
${more}`;

  async function strictly(text: string) {
    const options = { devices: new Map(), sizeLimit: 1e6, strict: true };
    const { diagnostics } = await analyse([textFile('t.yaml', text)], options);
    return diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  }

  test('takes a serverless template', async () => {
    expect(await strictly(sam())).toEqual([]);
  });

  test('refuses one with a nested stack', async () => {
    const stack = '  More: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: a } }\n';
    expect(await strictly(sam(stack))).toEqual(['unread-resources']);
  });
});

describe('what rain puts into a template when it packs it', () => {
  const module = { 'Rain::Module': 'vpc.yml' };

  test.each([
    ['JSON', { Resources: { Net: { Type: module }, Web: group() } }],
    ['YAML', `Resources:\n  Net: { Type: !Rain::Module vpc.yml }\n  Web: ${JSON.stringify(group())}`],
  ])('is told of, and the rest is read: %s', (_, written) => {
    const found = reading(written);
    expect(codesOf(found)).toEqual(['unread-resources']);
    expect(found.diagnostics[0]!.message).toContain("'Net' (Rain::Module) is not read");
    expect(found.diagnostics[0]!.suggestion).toContain('rain pkg');
    expect(found.definition.groups.map(({ id }) => id)).toEqual(['Web']);
  });

  test('may add what the template refers to', () => {
    const ingress = [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 1, SourceSecurityGroupId: { Ref: 'NetSg' } }];
    const Web = of('AWS::EC2::SecurityGroup', { GroupDescription: 'x', SecurityGroupIngress: ingress });
    expect(codesOf(reading(template({ Web, Net: { Type: module } })))).toContain('unknown-value');
    expect(codesOf(reading(template({ Web })))).toContain('unknown-reference');
  });

  test('is not known where it is a value of a rule', () => {
    const ingress = [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 1, CidrIp: { 'Rain::Embed': 'cidr.txt' } }];
    const Web = of('AWS::EC2::SecurityGroup', { GroupDescription: 'x', SecurityGroupIngress: ingress });
    const found = reading(template({ Web }));
    expect(codesOf(found)).toEqual(['unknown-value']);
    expect(found.definition.groups[0]!.ingress.flatMap(({ peers }) => peers)).toMatchObject([
      { kind: 'absent' },
    ]);
  });
});

test('a macro may get resources of any shape', () => {
  const found = reading(template(['Web(SecurityGroup)'], { Transform: 'ShortHand' }));
  expect(codesOf(found)).toEqual(['unknown-value']);
});
