// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub writes names
import { describe, expect, test } from 'vitest';
import {
  addressesInWords,
  codesOf,
  egressOf,
  expectDiagnostic,
  expectNothingSaid,
  groupOf,
  ingressOf,
} from '../aws/reading.js';
import { everythingOut, group, reading, said, template, webWith } from './reading.js';

function rules(...ingress: readonly object[]) {
  return reading(template({ Web: group({ SecurityGroupIngress: ingress }), Db: group() }));
}

const anywhere = { CidrIp: '0.0.0.0/0' };

describe('fact 3, fact 32: no egress block allows all', () => {
  test('in both families', () => {
    const read = reading(template({ Web: group() }));
    expectNothingSaid(read);
    expect(egressOf(read, 'Web')).toEqual(everythingOut);
    expect(groupOf(read, 'Web').egress[0]!.implied).toBe(true);
    expect(ingressOf(read, 'Web')).toEqual([]);
  });

  test('one that is AWS::NoValue is none', () => {
    const read = reading(template({ Web: group({ SecurityGroupEgress: { Ref: 'AWS::NoValue' } }) }));
    expectNothingSaid(read);
    expect(egressOf(read, 'Web')).toEqual(everythingOut);
  });

  test('an empty one lets nothing out, and says so', () => {
    const read = reading(template({ Web: group({ SecurityGroupEgress: [] }) }));
    expectDiagnostic(read, 'conflicting-rules', '"SecurityGroupEgress"', 'here nothing may leave');
    expect(egressOf(read, 'Web')).toEqual([]);
  });

  test('one whose only rule is AWS::NoValue is empty', () => {
    const read = reading(template({ Web: group({ SecurityGroupEgress: [{ Ref: 'AWS::NoValue' }] }) }));
    expect(codesOf(read)).toEqual(['conflicting-rules']);
    expect(egressOf(read, 'Web')).toEqual([]);
  });

  test('one rule takes the place of the default', () => {
    const rule = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...anywhere };
    const read = reading(template({ Web: group({ SecurityGroupEgress: [rule] }) }));
    expectNothingSaid(read);
    expect(egressOf(read, 'Web')).toEqual(['tcp/443 anywhere-ipv4']);
  });

  test.each<[name: string, value: unknown, code: string]>([
    ['a list that is not known', { 'Fn::If': ['Unsure', [], { Ref: 'AWS::NoValue' }] }, 'unknown-value'],
    [
      'a list behind a condition that is not there',
      { 'Fn::If': ['Nowhere', [], { Ref: 'AWS::NoValue' }] },
      'unknown-reference',
    ],
    ['a parameter', { Ref: 'Unset' }, 'unknown-value'],
    ['null', null, 'wrong-type'],
    ['a number', 1, 'wrong-type'],
    ['a text', 'all', 'wrong-type'],
    ['a list of texts', ['all'], 'wrong-type'],
    ['a list of lists', [[]], 'wrong-type'],
    ['a rule that is not known', [{ Ref: 'Unset' }], 'unknown-value'],
    ['a rule of a macro', [{ 'Fn::Transform': {}, IpProtocol: '-1', ...anywhere }], 'unknown-value'],
    ['a rule without a protocol', [anywhere], 'wrong-type'],
    ['a rule without a peer', [{ IpProtocol: '-1' }], 'matches-nothing'],
  ])('%s never becomes everything', (_, value, code) => {
    const more = {
      Parameters: { Unset: { Type: 'String' } },
      Conditions: { Unsure: { 'Fn::Equals': [{ Ref: 'Unset' }, ''] } },
    };
    const read = reading(template({ Web: group({ SecurityGroupEgress: value }) }, more));
    expect(codesOf(read)).toEqual([code]);
    expect(egressOf(read, 'Web')).toEqual([]);
  });

  test.each<[name: string, properties: unknown]>([
    ['a macro', { 'Fn::Transform': { Name: 'x' } }],
    ['a macro beside others', { 'Fn::Transform': { Name: 'x' }, GroupDescription: 'web' }],
    ['null', null],
    ['a list', []],
  ])('properties that are %s let nothing out', (_, Properties) => {
    const read = reading(template({ Web: { Type: 'AWS::EC2::SecurityGroup', Properties } }));
    expect(read.diagnostics).toHaveLength(1);
    expect(egressOf(read, 'Web')).toEqual([]);
  });
});

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

describe('fact 6, fact 7: protocols and ports, as texts or numbers', () => {
  test.each<[rule: object, words: string]>([
    [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }, 'tcp/22'],
    [{ IpProtocol: 'tcp', FromPort: '22', ToPort: '23' }, 'tcp/22-23'],
    [{ IpProtocol: 'TCP', FromPort: 0, ToPort: 65535 }, 'tcp'],
    [{ IpProtocol: 6, FromPort: 22, ToPort: 22 }, 'tcp/22'],
    [{ IpProtocol: '17', FromPort: 53, ToPort: 53 }, 'udp/53'],
    [{ IpProtocol: -1 }, 'all'],
    [{ IpProtocol: '-1', FromPort: -1, ToPort: -1 }, 'all'],
    [{ IpProtocol: '-1', FromPort: 0, ToPort: 65535 }, 'all'],
    [{ IpProtocol: 50 }, 'esp'],
    [{ IpProtocol: 'icmp', FromPort: -1, ToPort: -1 }, 'icmp'],
  ])('%j', (rule, words) => {
    const read = rules({ ...rule, ...anywhere });
    expectNothingSaid(read);
    expect(ingressOf(read, 'Web')).toEqual([`${words} anywhere-ipv4`]);
  });

  test.each<[rule: object, message: string]>([
    [{ IpProtocol: 'tcp' }, 'the first port (FromPort) is missing'],
    [{ IpProtocol: 'tcp', FromPort: 22 }, 'the last port (ToPort) is missing'],
    [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 21 }, 'ends before it begins'],
    [{ IpProtocol: 'tcp', FromPort: -1, ToPort: -1 }, 'from 0 to 65535'],
    [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 65536 }, 'from 0 to 65535'],
    [{ IpProtocol: 'esp' }, 'a protocol is'],
    [{ IpProtocol: 256 }, 'a protocol is'],
  ])('%j is refused', (rule, message) => {
    const read = rules({ ...rule, ...anywhere });
    expectDiagnostic(read, 'invalid-traffic', /./, message);
    expect(ingressOf(read, 'Web')).toEqual([]);
  });
});

test('fact 6: ports with other protocols are ignored, and it is said', () => {
  const read = rules({ IpProtocol: '-1', FromPort: 22, ToPort: 22, ...anywhere });
  expectDiagnostic(read, 'ignored-value', '22', 'AWS ignores ports');
  expect(ingressOf(read, 'Web')).toEqual(['all anywhere-ipv4']);
});

describe('fact 8: ICMP has a type and a code', () => {
  test.each<[rule: object, words: string]>([
    [{ FromPort: 8, ToPort: -1 }, 'icmp/echo-request'],
    [{ FromPort: '3', ToPort: '4' }, 'icmp/3/4'],
  ])('%j', (rule, words) => {
    const read = rules({ IpProtocol: 'icmp', ...rule, ...anywhere });
    expectNothingSaid(read);
    expect(ingressOf(read, 'Web')).toEqual([`${words} anywhere-ipv4`]);
  });

  test('any type with one code is refused', () => {
    expectDiagnostic(
      rules({ IpProtocol: 'icmp', FromPort: -1, ToPort: 4, ...anywhere }),
      'invalid-traffic',
      '-1',
    );
  });
});

test('fact 9: port 0 is a port, not all of them', () => {
  expect(ingressOf(rules({ IpProtocol: 'tcp', FromPort: 0, ToPort: 0, ...anywhere }), 'Web')).toEqual([
    'tcp/0 anywhere-ipv4',
  ]);
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

describe('fact 15: prefix lists', () => {
  const list = (Properties: object) => ({ Type: 'AWS::EC2::PrefixList', Properties });
  const read = (properties: object, rule: object = { IpProtocol: '-1' }) =>
    reading(
      template({ ...webWith({ ...rule, SourcePrefixListId: { Ref: 'Office' } }), Office: list(properties) }),
    );
  const entries = [{ Cidr: '192.0.2.0/24', Description: 'one' }, { Cidr: '198.51.100.0/24' }];
  const names = { PrefixListName: 'office', AddressFamily: 'IPv4', MaxEntries: 5 };

  test('are peers by their logical id', () => {
    const found = read({ ...names, Entries: entries });
    expectNothingSaid(found);
    expect(ingressOf(found, 'Web')).toEqual(['all list:Office']);
    expect(found.definition.prefixLists).toMatchObject([{ id: 'Office', name: 'office', maxEntries: 5 }]);
    expect(addressesInWords(found.definition.prefixLists[0]!.addresses)).toEqual([
      '192.0.2.0/24',
      '198.51.100.0/24',
    ]);
  });

  test('by GetAtt, and as a destination', () => {
    const rule = { IpProtocol: '-1', DestinationPrefixListId: { 'Fn::GetAtt': ['Office', 'PrefixListId'] } };
    const found = reading(
      template({ Web: group({ SecurityGroupEgress: [rule] }), Office: list({ ...names, Entries: entries }) }),
    );
    expectNothingSaid(found);
    expect(egressOf(found, 'Web')).toEqual(['all list:Office']);
  });

  test('hold one family', () => {
    expectDiagnostic(
      read({ ...names, Entries: [{ Cidr: '2001:db8::/32' }] }),
      'family-mismatch',
      '"2001:db8::/32"',
    );
    const found = read({ ...names, Entries: entries }, { IpProtocol: 'icmpv6' });
    expectDiagnostic(found, 'matches-nothing', /Office/);
  });

  test('without entries match nothing', () => {
    const found = read(names);
    expectNothingSaid(found);
    expect(addressesInWords(found.definition.prefixLists[0]!.addresses)).toEqual([]);
  });

  test('entries that are not known are left out', () => {
    const found = read({
      ...names,
      Entries: [...entries, { Cidr: { 'Fn::ImportValue': 'x' } }, { Ref: 'AWS::Region' }],
    });
    expect(said(found)).toEqual(['unknown-value "AWS::Region"', 'unknown-value "x"']);
    expect(addressesInWords(found.definition.prefixLists[0]!.addresses)).toHaveLength(2);
  });

  test('those of the cloud are not known', () => {
    const found = rules({ IpProtocol: '-1', SourcePrefixListId: 'pl-0123' });
    expectDiagnostic(found, 'unresolved-list', '"pl-0123"');
    expect(ingressOf(found, 'Web')).toEqual(['all absent:pl-0123']);
  });
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

test('fact 23: the same rule twice, inline and alone, means what it means once', () => {
  const rule = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, ...anywhere };
  const alone = {
    Type: 'AWS::EC2::SecurityGroupIngress',
    Properties: { GroupId: { Ref: 'Web' }, ...rule, Description: 'again' },
  };
  const read = reading(template({ ...webWith(rule), Alone: alone }));
  expectNothingSaid(read);
  expect(ingressOf(read, 'Web')).toEqual(['tcp/80 anywhere-ipv4', 'tcp/80 anywhere-ipv4']);
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

test('descriptions and tags are kept, and nothing is said where they are not known', () => {
  const rule = { IpProtocol: '-1', ...anywhere };
  const read = reading(
    template({
      Web: group({
        Tags: [
          { Key: 'tier', Value: 'front' },
          { Key: 'stack', Value: { Ref: 'AWS::StackName' } },
        ],
        SecurityGroupIngress: [
          { ...rule, Description: 'from everywhere' },
          { ...rule, Description: { 'Fn::Sub': 'in ${AWS::Region}' } },
        ],
      }),
    }),
  );
  expectNothingSaid(read);
  const { description, tags, ingress } = groupOf(read, 'Web');
  expect([description, [...tags]]).toEqual(['a group', [['tier', 'front']]]);
  expect(ingress.map((one) => one.description)).toEqual(['from everywhere', '']);
});

test('a misspelt key of a rule allows nothing', () => {
  const read = rules({ IpProtocol: '-1', CidrIP: '10.0.0.0/8' });
  expect(codesOf(read)).toEqual(['ignored-value', 'matches-nothing']);
  expect(read.diagnostics[0]!.suggestion).toBe("did you mean 'CidrIp'?");
  expect(ingressOf(read, 'Web')).toEqual([]);
});

test('a single rule counts as a list of one', () => {
  const read = reading(template({ Web: group({ SecurityGroupIngress: { IpProtocol: '-1', ...anywhere } }) }));
  expectNothingSaid(read);
  expect(ingressOf(read, 'Web')).toEqual(['all anywhere-ipv4']);
});

describe('fact 3, fact 32: a property that is not known', () => {
  test('may be a misspelt list of egress rules, so that nothing may leave', () => {
    const read = reading(template({ Web: group({ SecurityGroupEgres: [] }) }));
    expect(egressOf(read, 'Web')).toEqual([]);
    expectDiagnostic(
      read,
      'ignored-value',
      '"SecurityGroupEgres"',
      'is not a known property of a security group',
    );
  });

  test('is not lost without a word', () => {
    const read = reading(template({ Web: group({ SecurityGroupIngres: [], SecurityGroupEgress: [] }) }));
    expect(said(read)).toContain('ignored-value "SecurityGroupIngres"');
  });
});
