// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub writes names
import { describe, expect, test } from 'vitest';
import { expectDiagnostic, expectNothingSaid, ingressOf } from '../aws/reading.js';
import { cidrOf, group, reading, said, template } from './reading.js';

const more = {
  Parameters: {
    Office: { Type: 'String', Default: '192.0.2.0/24' },
    Offices: { Type: 'CommaDelimitedList', Default: '192.0.2.0/24, 198.51.100.0/24' },
    Length: { Type: 'Number', Default: 24 },
    Unset: { Type: 'String' },
  },
  Mappings: { Nets: { 'eu-west-1': { office: '192.0.2.0/24', both: ['192.0.2.0/24', '198.51.100.0/24'] } } },
  Conditions: {
    Yes: { 'Fn::Equals': ['a', 'a'] },
    No: { 'Fn::Equals': ['a', 'b'] },
    Unsure: { 'Fn::Equals': [{ Ref: 'Unset' }, 'a'] },
  },
};

const network = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '192.0.2.0/24' } };

function cidr(value: unknown, parameters = {}) {
  const rule = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: value };
  const resources = { Web: group({ SecurityGroupIngress: [rule] }), Net: network };
  return reading(template(resources, more), parameters);
}

describe('functions that come to 192.0.2.0/24', () => {
  test.each<[name: string, value: unknown]>([
    ['a text', '192.0.2.0/24'],
    ['Ref', { Ref: 'Office' }],
    ['GetAtt of what the template says itself', { 'Fn::GetAtt': ['Net', 'CidrBlock'] }],
    ['GetAtt with a dot', { 'Fn::GetAtt': 'Net.CidrBlock' }],
    ['Sub', { 'Fn::Sub': '${Office}' }],
    ['Sub in part', { 'Fn::Sub': '192.0.2.0/${Length}' }],
    ['Sub with names of its own', { 'Fn::Sub': ['${A}.0/${Length}', { A: '192.0.2' }] }],
    ['Sub whose own names hide others', { 'Fn::Sub': ['${Unset}', { Unset: { Ref: 'Office' } }] }],
    ['Sub of an attribute', { 'Fn::Sub': '${Net.CidrBlock}' }],
    ['Join', { 'Fn::Join': ['/', ['192.0.2.0', { Ref: 'Length' }]] }],
    ['Join without what is no value', { 'Fn::Join': ['.', ['192.0', { Ref: 'AWS::NoValue' }, '2.0/24']] }],
    ['Join of a split', { 'Fn::Join': ['.', { 'Fn::Split': ['-', '192-0-2-0/24'] }] }],
    ['Select', { 'Fn::Select': [1, ['x', { Ref: 'Office' }]] }],
    ['Select by a text', { 'Fn::Select': ['0', { Ref: 'Offices' }] }],
    ['Select beside what is unknown', { 'Fn::Select': [0, ['192.0.2.0/24', { Ref: 'Unset' }]] }],
    ['Split', { 'Fn::Select': [1, { 'Fn::Split': [' ', 'x 192.0.2.0/24'] }] }],
    ['FindInMap', { 'Fn::FindInMap': ['Nets', 'eu-west-1', 'office'] }],
    ['FindInMap of a list', { 'Fn::Select': [0, { 'Fn::FindInMap': ['Nets', 'eu-west-1', 'both'] }] }],
    ['FindInMap by default', { 'Fn::FindInMap': ['Nets', 'x', 'y', { DefaultValue: '192.0.2.0/24' }] }],
    ['If', { 'Fn::If': ['Yes', '192.0.2.0/24', { Ref: 'Unset' }] }],
    ['If not', { 'Fn::If': ['No', { Ref: 'Nothing' }, '192.0.2.0/24'] }],
    ['Cidr', { 'Fn::Select': [2, { 'Fn::Cidr': ['192.0.0.0/16', 4, '8'] }] }],
    [
      'Cidr of a network',
      { 'Fn::Select': [0, { 'Fn::Cidr': [{ 'Fn::GetAtt': ['Net', 'CidrBlock'] }, 1, 8] }] },
    ],
  ])('%s', (_, value) => {
    const read = cidr(value);
    expectNothingSaid(read);
    expect(ingressOf(read, 'Web')).toEqual(['tcp/80 192.0.2.0/24']);
  });

  test('FindInMap by a pseudo parameter that is given', () => {
    const value = { 'Fn::FindInMap': ['Nets', { Ref: 'AWS::Region' }, 'office'] };
    const read = cidr(value, { 'AWS::Region': 'eu-west-1' });
    expectNothingSaid(read);
    expect(ingressOf(read, 'Web')).toEqual(['tcp/80 192.0.2.0/24']);
  });

  test('Cidr of IPv6', () => {
    const rule = {
      IpProtocol: '-1',
      CidrIpv6: { 'Fn::Select': [1, { 'Fn::Cidr': ['2001:db8::/48', 2, 64] }] },
    };
    const read = reading(template({ Web: group({ SecurityGroupIngress: [rule] }) }));
    expect(ingressOf(read, 'Web')).toEqual(['all 2001:db8:0:1::/64']);
  });
});

describe('what is unknown is a warning with the place, and matches nothing', () => {
  test.each<[name: string, value: unknown, blamed: string, message: string]>([
    ['a parameter without a value', { Ref: 'Unset' }, '"Unset"', "parameter 'Unset' has no value"],
    ['a pseudo parameter', { Ref: 'AWS::Region' }, '"AWS::Region"', "parameter 'AWS::Region' has no value"],
    ['within Sub', { 'Fn::Sub': '${Unset}/24' }, '"${Unset}/24"', "'Unset' has no value"],
    ['within Join', { 'Fn::Join': ['', ['10.', { Ref: 'Unset' }]] }, '"Unset"', 'has no value'],
    ['Select of it', { 'Fn::Select': [1, ['10.0.0.0/8', { Ref: 'Unset' }]] }, '"Unset"', 'has no value'],
    ['Select by it', { 'Fn::Select': [{ Ref: 'Unset' }, ['10.0.0.0/8']] }, '"Unset"', 'has no value'],
    [
      'a key of a mapping',
      { 'Fn::FindInMap': ['Nets', { Ref: 'AWS::Region' }, 'office'] },
      '"AWS::Region"',
      '',
    ],
    [
      'an undecidable condition',
      { 'Fn::If': ['Unsure', '10.0.0.0/8', '10.0.0.0/8'] },
      /^\[ "Unsure"/ as never,
      "whether 'Unsure' holds",
    ],
    ['an import', { 'Fn::ImportValue': 'x' }, '"x"', "'Fn::ImportValue' is only known"],
    ['zones', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, '""', "'Fn::GetAZs'"],
    ['a macro', { 'Fn::Transform': { Name: 'x' } }, /"Name": "x"/ as never, "'Fn::Transform'"],
    [
      'a macro beside a value',
      { 'Fn::Transform': {}, CidrIp: '10.0.0.0/8' },
      /Fn::Transform/ as never,
      'keys beside it',
    ],
    [
      'a function that is not known',
      { 'Fn::Length': [1] },
      /Fn::Length/ as never,
      "'Fn::Length' is not known here",
    ],
    ['a function of a newer kind', { 'Fn::ForEach::X': [] }, /Fn::ForEach/ as never, 'not known here'],
    [
      'an attribute',
      { 'Fn::GetAtt': ['Net', 'Ipv6CidrBlocks'] },
      /Net/ as never,
      "'Ipv6CidrBlocks' of 'Net' is only known once it is made",
    ],
    ['the id of a resource', { Ref: 'Net' }, '"Net"', "the id of 'Net' is only known once it is made"],
    ['a dynamic reference', '{{resolve:ssm:/office}}', '"{{resolve:ssm:/office}}"', 'dynamic reference'],
    [
      'one that is put together',
      { 'Fn::Join': ['', ['{{res', 'olve:ssm:x}}']] },
      /olve/ as never,
      'dynamic reference',
    ],
    ['Base64', { 'Fn::Base64': '10.0.0.0/8' }, '"10.0.0.0/8"', "'Fn::Base64'"],
  ])('%s', (_, value, blamed, message) => {
    const read = cidr(value);
    expectDiagnostic(read, 'unknown-value', blamed, message);
    expect(read.diagnostics.map(({ severity }) => severity)).toEqual(['warning']);
    expect(ingressOf(read, 'Web')).toHaveLength(1);
    expect(ingressOf(read, 'Web')[0]).toMatch(/^tcp\/80 absent:/);
  });
});

describe('a template that is wrong is refused', () => {
  test.each<[value: unknown, code: 'wrong-type' | 'unknown-reference' | 'invalid-address', message: string]>([
    [{ Ref: 'Offise' }, 'unknown-reference', "'Offise' is not in the template"],
    [{ Ref: 'constructor' }, 'unknown-reference', 'constructor'],
    [{ Ref: ['Office'] }, 'wrong-type', "'Ref' takes"],
    [{ Ref: null }, 'wrong-type', "'Ref' takes"],
    [{ Ref: 'Offices' }, 'wrong-type', 'a list where a text'],
    [{ 'Fn::GetAtt': ['Nat', 'CidrBlock'] }, 'unknown-reference', "resource 'Nat'"],
    [{ 'Fn::GetAtt': 'Net' }, 'wrong-type', 'names no attribute'],
    [{ 'Fn::GetAtt': [] }, 'wrong-type', "'Fn::GetAtt' takes"],
    [{ 'Fn::GetAtt': ['__proto__', 'CidrBlock'] }, 'unknown-reference', '__proto__'],
    [{ 'Fn::Sub': '${Offise}' }, 'unknown-reference', "'Offise'"],
    [{ 'Fn::Sub': '${}' }, 'unknown-reference', "''"],
    [{ 'Fn::Sub': ['${Office}'] }, 'wrong-type', "'Fn::Sub' takes"],
    [{ 'Fn::Sub': ['${Office}', []] }, 'wrong-type', "'Fn::Sub' takes"],
    [{ 'Fn::Sub': ['${A}', { A: ['x'] }] }, 'wrong-type', "'A' is a list"],
    [{ 'Fn::Join': ['', 'x'] }, 'wrong-type', 'the list is a text'],
    [{ 'Fn::Join': [['']] }, 'wrong-type', "'Fn::Join' takes"],
    [{ 'Fn::Join': ['', [['x']]] }, 'wrong-type', 'an item of the list is a list'],
    [{ 'Fn::Select': [9, ['x']] }, 'wrong-type', 'index 9 is not in a list of 1'],
    [{ 'Fn::Select': ['-1', ['x']] }, 'wrong-type', "the index '-1'"],
    [{ 'Fn::Select': [0, 'x'] }, 'wrong-type', 'the list is a text'],
    [{ 'Fn::Split': ['', 'x'] }, 'wrong-type', 'the delimiter is empty'],
    [{ 'Fn::FindInMap': ['Nets', 'eu-west-1', 'offise'] }, 'unknown-reference', "the key 'offise'"],
    [{ 'Fn::FindInMap': ['Nets', 'toString', 'office'] }, 'unknown-reference', "the key 'toString'"],
    [{ 'Fn::FindInMap': ['Nets', 'eu-west-1'] }, 'wrong-type', "'Fn::FindInMap' takes"],
    [{ 'Fn::FindInMap': ['Nets', 'eu-west-1', 'office', 'x', 'y'] }, 'wrong-type', "'Fn::FindInMap' takes"],
    [{ 'Fn::If': ['Maybe', 'a', 'b'] }, 'unknown-reference', "condition 'Maybe'"],
    [{ 'Fn::If': ['Yes', 'a'] }, 'wrong-type', "'Fn::If' takes"],
    [{ 'Fn::If': [{ Condition: 'Yes' }, 'a', 'b'] }, 'wrong-type', "'Fn::If' takes"],
    [{ 'Fn::Cidr': ['10.0.0.0/8', 1, 8] }, 'wrong-type', 'a list'],
    [{ 'Fn::Select': [0, { 'Fn::Cidr': ['10.0.0.0/24', 2, 8] }] }, 'wrong-type', 'do not fit'],
    [{ 'Fn::Select': [0, { 'Fn::Cidr': ['10.0.0.0/8', 999, 8] }] }, 'wrong-type', 'from 1 to 256'],
    [{ 'Fn::Select': [0, { 'Fn::Cidr': ['10.0.0.0', 1, 8] }] }, 'wrong-type', 'is not a prefix'],
    [{ 'Fn::Select': [0, { 'Fn::Cidr': ['10.0.0.0/8', 1, 999] }] }, 'wrong-type', 'do not fit'],
    [{ 'Fn::Sub': '${!Office}' }, 'invalid-address', "'${Office}'"],
    ['', 'wrong-type', 'empty text'],
    [null, 'wrong-type', 'null'],
  ])('%j', (value, code, message) => {
    const read = cidr(value);
    expectDiagnostic(read, code, /./, message);
    expect(read.diagnostics.every(({ severity }) => severity === 'error')).toBe(true);
    expect(ingressOf(read, 'Web')).toEqual([]);
  });

  test('with what was probably meant', () => {
    expect(cidr({ Ref: 'Offise' }).diagnostics[0]!.suggestion).toBe("did you mean 'Office'?");
    expect(cidr({ 'Fn::If': ['Yess', 'a', 'b'] }).diagnostics[0]!.suggestion).toBe("did you mean 'Yes'?");
  });

  test('but not where a macro may make what is referred to', () => {
    const read = cidrOf({ Ref: 'ServerlessNet' }, { Transform: 'AWS::Serverless-2016-10-31' });
    expect(said(read)).toEqual(['unknown-value "ServerlessNet"']);
  });
});

describe('macros', () => {
  const rule = { IpProtocol: '-1', CidrIp: '10.0.0.0/8' };

  test('that may change everything are told', () => {
    const read = reading(
      template({ Web: group({ SecurityGroupIngress: [rule] }) }, { Transform: ['AWS::Include', 'Own'] }),
    );
    expectDiagnostic(read, 'unknown-value', '"Transform"', 'what a macro makes of this');
    expect(ingressOf(read, 'Web')).toEqual(['all 10.0.0.0/8']);
  });

  test.each<[transform: unknown]>([
    ['AWS::LanguageExtensions'],
    ['AWS::Serverless-2016-10-31'],
    ['AWS::SecretsManager-2024-09-16'],
    [['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31']],
    [[]],
  ])('that leave groups alone are not: %j', (transform) => {
    expectNothingSaid(reading(template({ Web: group() }, { Transform: transform })));
  });

  test.each<[transform: unknown]>([
    ['Own'],
    ['AWS::Serverless-2016-10-31-own'],
    [{ Name: 'AWS::Include', Parameters: { Location: 's3://a/b' } }],
    [['AWS::Serverless-2016-10-31', 'Own']],
  ])('that may change everything are told: %j', (transform) => {
    const found = reading(template({ Web: group() }, { Transform: transform }));
    expectDiagnostic(found, 'unknown-value', '"Transform"', 'what a macro makes of this');
  });

  test('resources that a loop makes are not known', () => {
    const loop = ['Name', ['A', 'B'], { 'Web${Name}': group({ SecurityGroupIngress: [rule] }) }];
    const read = reading(template({ Web: group(), 'Fn::ForEach::Webs': loop }));
    expectDiagnostic(read, 'unknown-value', /Name/, "what 'Fn::ForEach::Webs' makes");
    expect(read.definition.groups.map(({ id }) => id)).toEqual(['Web']);
  });
});
