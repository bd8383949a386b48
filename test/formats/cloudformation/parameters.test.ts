import { describe, expect, test } from 'vitest';
import { cloudFormation } from '../../../src/formats/cloudformation/index.js';
import { compileDefinition } from '../../support/definition.js';
import { codesOf, expectDiagnostic, expectNothingSaid, ingressOf } from '../aws/reading.js';
import { cidrOf, group, reading, said, template, webWith } from './reading.js';

const net = (parameter: unknown, given = {}) => cidrOf({ Ref: 'P' }, { Parameters: { P: parameter } }, given);

describe('parameters', () => {
  test.each<[name: string, parameter: object, given: object, expected: string]>([
    ['by default', { Type: 'String', Default: '10.0.0.0/8' }, {}, '10.0.0.0/8'],
    ['given', { Type: 'String' }, { P: '10.0.0.0/8' }, '10.0.0.0/8'],
    [
      'given beside a default',
      { Type: 'String', Default: '10.0.0.0/8' },
      { P: '192.0.2.0/24' },
      '192.0.2.0/24',
    ],
    [
      'one of those allowed',
      { Type: 'String', AllowedValues: ['10.0.0.0/8'] },
      { P: '10.0.0.0/8' },
      '10.0.0.0/8',
    ],
    [
      'of a store, given',
      { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/net' },
      { P: '10.0.0.0/8' },
      '10.0.0.0/8',
    ],
  ])('%s', (_, parameter, given, expected) => {
    const read = net(parameter, given);
    expectNothingSaid(read);
    expect(ingressOf(read, 'Web')).toEqual([`tcp/80 ${expected}`]);
  });

  test('that are empty by default may be ids of groups', () => {
    const rule = { IpProtocol: 'tcp', FromPort: 1, ToPort: 1, SourceSecurityGroupId: { Ref: 'P' } };
    const read = reading(template(webWith(rule), { Parameters: { P: { Type: 'String', Default: '' } } }));
    expect(codesOf(read)).toEqual(['unknown-value']);
  });

  test('numbers are ports', () => {
    const rule = {
      IpProtocol: { Ref: 'Protocol' },
      FromPort: { Ref: 'Port' },
      ToPort: { Ref: 'Port' },
      CidrIp: '10.0.0.0/8',
    };
    const Parameters = {
      Port: { Type: 'Number', Default: 443 },
      Protocol: { Type: 'String', Default: 'tcp' },
    };
    expect(ingressOf(reading(template(webWith(rule), { Parameters })), 'Web')).toEqual([
      'tcp/443 10.0.0.0/8',
    ]);
    const given = reading(template(webWith(rule), { Parameters }), { Port: '80' });
    expect(ingressOf(given, 'Web')).toEqual(['tcp/80 10.0.0.0/8']);
  });

  test.each<[parameter: unknown, given: object, code: 'unknown-value' | 'wrong-type', message: string]>([
    [{ Type: 'String' }, {}, 'unknown-value', 'has no value'],
    [{ Type: 'String', Default: '' }, {}, 'unknown-value', 'is empty unless it is given'],
    [{ Type: 'String', Default: '' }, { P: '' }, 'wrong-type', 'is an empty text'],
    [
      { Type: 'AWS::SSM::Parameter::Value<String>', Default: '10.0.0.0/8' },
      {},
      'unknown-value',
      'is looked up',
    ],
    [{ Type: 'String', AllowedValues: ['a'] }, { P: '10.0.0.0/8' }, 'wrong-type', "'AllowedValues'"],
    [{ Type: 'String', Default: ['10.0.0.0/8'] }, {}, 'wrong-type', 'is not a text'],
    [{ Type: 'String', Default: null }, {}, 'wrong-type', 'is not a text'],
    [{ Type: 'String', Default: { Ref: 'P' } }, {}, 'wrong-type', 'is not a text'],
    [{ Default: '10.0.0.0/8' }, {}, 'wrong-type', "has no 'Type'"],
    [{ Type: 1, Default: '10.0.0.0/8' }, {}, 'wrong-type', "has no 'Type'"],
    ['10.0.0.0/8', {}, 'wrong-type', 'is not an object'],
    [null, {}, 'wrong-type', 'is not an object'],
    [{ Type: 'String' }, { P: '1'.repeat(5000) }, 'wrong-type', 'more than 4096'],
    [{ Type: 'String' }, { P: '{{resolve:ssm:x}}' }, 'unknown-value', 'dynamic reference'],
  ])('%j given %j matches nothing', (parameter, given, code, message) => {
    const read = net(parameter, given);
    expectDiagnostic(read, code, /./, message);
    expect(ingressOf(read, 'Web').join()).not.toMatch(/tcp\/80 [0-9]/);
  });

  test('a port that is not known leaves its rule out', () => {
    const rule = { IpProtocol: 'tcp', FromPort: 80, ToPort: { Ref: 'P' }, CidrIp: '10.0.0.0/8' };
    const read = reading(template(webWith(rule), { Parameters: { P: { Type: 'Number' } } }));
    expectDiagnostic(read, 'unknown-value', '"P"');
    expect(ingressOf(read, 'Web')).toEqual([]);
  });
});

describe('lists', () => {
  const carrying = (value: unknown, Parameters: object, given = {}) =>
    reading(
      template(
        { Web: group(), Host: { Type: 'AWS::EC2::Instance', Properties: { SecurityGroupIds: value } } },
        { Parameters },
      ),
      given,
    );

  test.each(['CommaDelimitedList', 'List<String>', 'List<AWS::EC2::SecurityGroup::Id>'])('%s', (Type) => {
    const read = carrying({ Ref: 'P' }, { P: { Type } }, { P: 'sg-1, sg-2' });
    expect(said(read).filter((one) => one.startsWith('unresolved'))).toEqual([
      'unresolved-group "P"',
      'unresolved-group "P"',
    ]);
  });

  test('that are empty hold nothing', () => {
    const read = carrying({ Ref: 'P' }, { P: { Type: 'CommaDelimitedList', Default: '' } });
    expect(codesOf(read)).toEqual(['interface-without-groups']);
  });

  test('without a value are not known', () => {
    const read = carrying({ Ref: 'P' }, { P: { Type: 'CommaDelimitedList' } });
    expect(codesOf(read)).toEqual(['unknown-value', 'interface-without-groups']);
  });
});

describe('the command line', () => {
  const files = {
    'template.json': JSON.stringify(
      template(
        {
          ...webWith({ IpProtocol: '-1', CidrIp: { Ref: 'Office' } }),
          Host: {
            Type: 'AWS::EC2::Instance',
            Properties: { SecurityGroupIds: [{ Ref: 'Web' }], PrivateIpAddress: '10.0.0.1' },
          },
        },
        { Parameters: { Office: { Type: 'String' } } },
      ),
    ),
  };

  test('gives values', async () => {
    const { status, scripts, diagnostics } = await compileDefinition(
      files,
      '--parameter',
      'Office=192.0.2.0/24',
    );
    expect([status, diagnostics]).toEqual([0, []]);
    expect(scripts['Host.nft']).toContain('192.0.2.0/24');
  });

  test('warns without, and refuses where everything has to be known', async () => {
    expect(await compileDefinition(files)).toMatchObject({
      status: 0,
      diagnostics: [{ code: 'unknown-value' }],
    });
    const strict = await compileDefinition(files, '--strict');
    expect(strict).toMatchObject({
      status: 1,
      scripts: {},
      diagnostics: [{ code: 'unknown-value', severity: 'error' }],
    });
  });

  test('refuses a parameter that no template has', async () => {
    const { status, diagnostics } = await compileDefinition(files, '--parameter', 'Ofice=192.0.2.0/24');
    expect([status, diagnostics.map(({ code }) => code)]).toEqual([
      1,
      ['unknown-parameter', 'unknown-value'],
    ]);
    expect(cloudFormation.parametersOf!({ Parameters: { Office: {} } })).toContain('AWS::AccountId');
  });
});
