// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub writes names
import { describe, expect, test } from 'vitest';
import { codesOf, expectDiagnostic, expectNothingSaid, groupOf, ingressOf } from '../aws/reading.js';
import { anywhere, group, reading, rules, said, template, webWith } from './reading.js';

test('fact 5: a rule has exactly one peer', () => {
  const two = rules({ IpProtocol: '-1', ...anywhere, CidrIpv6: '::/0' });
  expectDiagnostic(two, 'wrong-type', '"::/0"', "one peer; this one has 'CidrIp' and 'CidrIpv6'");
  expect(ingressOf(two, 'Web')).toEqual([]);
  const none = rules({ IpProtocol: '-1' });
  expectDiagnostic(none, 'matches-nothing', /IpProtocol/, 'names no peer');
  expect(ingressOf(none, 'Web')).toEqual([]);
  const removed = rules({ IpProtocol: '-1', ...anywhere, CidrIpv6: { Ref: 'AWS::NoValue' } });
  expect(ingressOf(removed, 'Web')).toEqual(['all anywhere-ipv4']);
});

test('fact 5: an empty group peer is no peer', () => {
  const read = rules({ IpProtocol: '-1', SourceSecurityGroupId: '' });
  expectDiagnostic(read, 'wrong-type', '""', 'a security group is expected');
  expect(ingressOf(read, 'Web')).toEqual([]);
});

test('fact 10: a peer is of one family, and ICMPv6 never of IPv4', () => {
  const ports = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80 };
  expect(ingressOf(rules({ ...ports, CidrIpv6: '::/0' }), 'Web')).toEqual(['tcp/80 anywhere-ipv6']);
  expectDiagnostic(rules({ ...ports, CidrIp: '::/0' }), 'family-mismatch', '"::/0"');
  expectDiagnostic(rules({ ...ports, CidrIpv6: '10.0.0.0/8' }), 'family-mismatch', '"10.0.0.0/8"');
  const read = rules({ IpProtocol: 'icmpv6', FromPort: -1, ToPort: -1, ...anywhere });
  expectDiagnostic(read, 'matches-nothing', '"0.0.0.0/0"');
  expect(ingressOf(read, 'Web')[0]).toMatch(/absent/);
});

test('fact 11: host bits are cleared, with a warning', () => {
  const read = rules({ IpProtocol: '-1', CidrIp: '100.68.0.18/18' });
  expectDiagnostic(read, 'host-bits', '"100.68.0.18/18"');
  expect(ingressOf(read, 'Web')).toEqual(['all 100.68.0.0/18']);
  expectDiagnostic(rules({ IpProtocol: '-1', CidrIp: '10.0.0.1' }), 'invalid-address', '"10.0.0.1"');
});

describe('fact 13: groups of other accounts', () => {
  const rule = { IpProtocol: '-1', SourceSecurityGroupId: { Ref: 'Db' } };
  const owned = (owner: unknown, given = {}) =>
    reading(template({ ...webWith({ ...rule, SourceSecurityGroupOwnerId: owner }), Db: group() }), given);

  test('are absent', () => {
    const read = owned('111122223333', { 'AWS::AccountId': '444455556666' });
    expectDiagnostic(
      read,
      'unknown-value',
      '"111122223333"',
      'the group that this rule names is in another account',
    );
    expect(ingressOf(read, 'Web')).toEqual(['all absent:111122223333']);
  });

  test('may be meant where the own account is not known', () => {
    const read = owned('111122223333');
    expectDiagnostic(
      read,
      'unknown-value',
      '"111122223333"',
      'the group that this rule names may be in another account',
    );
    expect(read.diagnostics[0]!.suggestion).toContain('--parameter AWS::AccountId=111122223333');
    expect(ingressOf(read, 'Web')).toEqual(['all absent:111122223333']);
  });

  test.each<[owner: unknown, given: object]>([
    [{ Ref: 'AWS::AccountId' }, {}],
    [{ 'Fn::Sub': '${AWS::AccountId}' }, {}],
    ['111122223333', { 'AWS::AccountId': '111122223333' }],
    [111122223333, { 'AWS::AccountId': '111122223333' }],
    [{ Ref: 'AWS::NoValue' }, {}],
  ])('the own one, as %j %j', (owner, given) => {
    const read = owned(owner, given);
    expectNothingSaid(read);
    expect(ingressOf(read, 'Web')).toEqual(['all group:Db']);
  });

  test.each([[[]], [{}], [null], [''], [true]])('an owner of a wrong type: %j', (owner) => {
    const read = owned(owner);
    expectDiagnostic(read, 'wrong-type', /./);
    expect(ingressOf(read, 'Web').join()).not.toContain('group');
  });
});

test('fact 14: a group that is not in the template matches nothing', () => {
  const read = rules({ IpProtocol: '-1', SourceSecurityGroupId: 'sg-0123456789abcdef0' });
  expectDiagnostic(read, 'unresolved-group', '"sg-0123456789abcdef0"', 'is not in the template');
  expect(ingressOf(read, 'Web')).toEqual(['all absent:sg-0123456789abcdef0']);
});

describe('fact 22: names', () => {
  const byName = (name: string, more: object = {}) =>
    reading(
      template({
        ...webWith({ IpProtocol: '-1', SourceSecurityGroupName: name }),
        Db: group({ GroupName: 'Database tier' }),
        ...more,
      }),
    );

  test('lead to a group without regard to case', () => {
    expect(ingressOf(byName('database TIER'), 'Web')).toEqual(['all group:Db']);
  });

  test('lead nowhere where two have the same, or none', () => {
    const two = byName('database tier', { Other: group({ GroupName: 'DATABASE tier' }) });
    expectDiagnostic(two, 'unresolved-group', '"database tier"', 'one of several');
    expectDiagnostic(byName('data'), 'unresolved-group', '"data"', 'is not in the template');
  });

  test('are kept, and those that cannot be are refused', () => {
    expect(groupOf(byName('x'), 'Db').name).toBe('Database tier');
    const wrong = reading(template({ Web: group({ GroupName: 'sg-web' }) }));
    expectDiagnostic(wrong, 'invalid-name', '"sg-web"');
    expectDiagnostic(
      reading(template({ 'We-b': group() })),
      'invalid-name',
      /Type/,
      'letters and digits only',
    );
  });
});

describe('fact 32: peers through functions', () => {
  const more = {
    Conditions: { Yes: { 'Fn::Equals': [1, '1'] } },
    Mappings: {},
  };
  test.each<[name: string, value: unknown]>([
    ['Ref', { Ref: 'Db' }],
    ['GetAtt', { 'Fn::GetAtt': ['Db', 'GroupId'] }],
    ['GetAtt with a dot', { 'Fn::GetAtt': 'Db.GroupId' }],
    ['Select', { 'Fn::Select': [1, [{ Ref: 'Web' }, { 'Fn::GetAtt': ['Db', 'GroupId'] }]] }],
    ['If', { 'Fn::If': ['Yes', { Ref: 'Db' }, { Ref: 'Web' }] }],
    ['Join', { 'Fn::Join': ['', [{ Ref: 'Db' }]] }],
    ['Sub', { 'Fn::Sub': '${Db.GroupId}' }],
    [
      'Select of a split join',
      { 'Fn::Select': [1, { 'Fn::Split': [',', { 'Fn::Join': [',', [{ Ref: 'Web' }, { Ref: 'Db' }]] }] }] },
    ],
  ])('%s', (_, value) => {
    const rule = { IpProtocol: '-1', SourceSecurityGroupId: value };
    const read = reading(template({ ...webWith(rule), Db: group() }, more));
    expectNothingSaid(read);
    expect(ingressOf(read, 'Web')).toEqual(['all group:Db']);
  });

  test.each<[name: string, value: unknown, code: 'unknown-value' | 'wrong-type']>([
    ['another attribute', { 'Fn::GetAtt': ['Db', 'VpcId'] }, 'unknown-value'],
    ['something that is no group', { Ref: 'Queue' }, 'unknown-value'],
    ['a part of an id', { 'Fn::Select': [0, { 'Fn::Split': ['-', { Ref: 'Db' }] }] }, 'unknown-value'],
    ['two ids as one', { 'Fn::Join': ['', [{ Ref: 'Db' }, { Ref: 'Db' }]] }, 'unknown-value'],
    ['an id and more', { 'Fn::Sub': '${Db}x' }, 'unknown-value'],
    ['a list', [{ Ref: 'Db' }], 'wrong-type'],
    ['a number', 1, 'wrong-type'],
  ])('%s is none', (_, value, code) => {
    const rule = { IpProtocol: '-1', SourceSecurityGroupId: value };
    const read = reading(
      template({ ...webWith(rule), Db: group(), Queue: { Type: 'AWS::SQS::Queue' } }, more),
    );
    expect(codesOf(read)).toEqual([code]);
    expect(ingressOf(read, 'Web').join()).not.toContain('group');
  });

  test('and the group of a rule that stands alone', () => {
    const alone = (GroupId: unknown) => ({
      Type: 'AWS::EC2::SecurityGroupIngress',
      Properties: { GroupId, IpProtocol: '-1', SourceSecurityGroupId: { Ref: 'Web' } },
    });
    const read = reading(
      template({
        Web: group(),
        A: alone({ 'Fn::GetAtt': ['Web', 'GroupId'] }),
        B: alone('sg-1'),
        C: alone({ 'Fn::ImportValue': 'sg' }),
      }),
    );
    expect(said(read)).toEqual(['unresolved-group "sg-1"', 'unknown-value "sg"']);
    expect(ingressOf(read, 'Web')).toEqual(['all group:Web']);
  });
});
