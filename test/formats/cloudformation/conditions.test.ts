import { describe, expect, test } from 'vitest';
import { codesOf, egressOf, expectDiagnostic, expectNothingSaid, ingressOf } from '../aws/reading.js';
import { cidrOf, everythingOut, group, reading, said, template, webWith } from './reading.js';

const Parameters = { Stage: { Type: 'String', Default: 'prod' }, Unset: { Type: 'String' } };
const yes = { 'Fn::Equals': ['a', 'a'] };
const no = { 'Fn::Equals': ['a', 'b'] };
const unsure = { 'Fn::Equals': [{ Ref: 'Unset' }, 'a'] };

/** Whether the condition `C` holds, or what is said of it. */
function decision(condition: unknown, others: object = {}, parameters = {}): string {
  const Conditions = { Yes: yes, No: no, Unsure: unsure, ...others, C: condition };
  const value = { 'Fn::If': ['C', '10.1.0.0/16', '10.2.0.0/16'] };
  const read = cidrOf(value, { Parameters, Conditions }, parameters);
  const [rule = ''] = ingressOf(read, 'Web');
  if (rule.includes('10.1.')) return 'holds';
  if (rule.includes('10.2.')) return 'does not hold';
  return codesOf(read).join();
}

describe('conditions', () => {
  test.each<[condition: unknown, expected: string]>([
    [yes, 'holds'],
    [no, 'does not hold'],
    [{ 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] }, 'holds'],
    [{ 'Fn::Equals': [{ Ref: 'Stage' }, 'PROD'] }, 'does not hold'],
    [{ 'Fn::Equals': [1, '1'] }, 'holds'],
    [{ 'Fn::Equals': [true, 'true'] }, 'holds'],
    [{ 'Fn::Equals': ['', { 'Fn::Join': ['', []] }] }, 'holds'],
    [{ 'Fn::Equals': [['a', 'b'], { 'Fn::Split': [',', 'a,b'] }] }, 'holds'],
    [{ 'Fn::Equals': [['a,b'], ['a', 'b']] }, 'does not hold'],
    [{ Condition: 'Yes' }, 'holds'],
    [{ 'Fn::Not': [{ Condition: 'Yes' }] }, 'does not hold'],
    [{ 'Fn::And': [yes, { Condition: 'No' }] }, 'does not hold'],
    [{ 'Fn::And': [yes, yes] }, 'holds'],
    [{ 'Fn::Or': [no, { 'Fn::Not': [no] }] }, 'holds'],
    [{ 'Fn::Or': [no, no] }, 'does not hold'],
  ])('%j', (condition, expected) => {
    expect(decision(condition)).toBe(expected);
  });

  test.each<[condition: unknown, expected: string]>([
    [unsure, 'unknown-value'],
    [{ Condition: 'Unsure' }, 'unknown-value'],
    [{ 'Fn::Not': [unsure] }, 'unknown-value'],
    [{ 'Fn::And': [yes, unsure] }, 'unknown-value'],
    [{ 'Fn::And': [unsure, no] }, 'does not hold'],
    [{ 'Fn::Or': [no, unsure] }, 'unknown-value'],
    [{ 'Fn::Or': [unsure, yes] }, 'holds'],
    [{ 'Fn::Contains': [['a'], 'a'] }, 'unknown-value'],
    [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] }, 'unknown-value'],
    [{ 'Fn::Equals': ['{{resolve:ssm:x}}', 'x'] }, 'unknown-value'],
  ])('of which only a part is known: %j', (condition, expected) => {
    expect(decision(condition)).toBe(expected);
  });

  test.each<[condition: unknown, expected: string]>([
    ['Yes', 'wrong-type'],
    [true, 'wrong-type'],
    [null, 'wrong-type'],
    [{}, 'wrong-type'],
    [{ ...yes, ...{ Condition: 'Yes' } }, 'wrong-type'],
    [{ Condition: 'Nowhere' }, 'unknown-reference'],
    [{ Condition: ['Yes'] }, 'wrong-type'],
    [{ Condition: 'C' }, 'wrong-type'],
    [{ 'Fn::Not': yes }, 'wrong-type'],
    [{ 'Fn::Not': [yes, yes] }, 'wrong-type'],
    [{ 'Fn::And': [] }, 'wrong-type'],
    [{ 'Fn::Or': 'Yes' }, 'wrong-type'],
    [{ 'Fn::Or': [yes, { Condition: 'Nowhere' }] }, 'unknown-reference'],
    [{ 'Fn::Equals': ['a'] }, 'wrong-type'],
    [{ 'Fn::Equals': ['a', { b: 1 }] }, 'wrong-type'],
    [{ 'Fn::Equals': [null, null] }, 'wrong-type'],
    [{ 'Fn::Equals': [{ Ref: 'Web' }, { Ref: 'Web' }] }, 'wrong-type'],
    [{ 'Fn::Equals': [{ Ref: 'Nowhere' }, 'x'] }, 'unknown-reference'],
  ])('that are wrong: %j', (condition, expected) => {
    expect(decision(condition)).toBe(expected);
  });

  test('that lead to themselves over others', () => {
    const ring = { A: { 'Fn::Not': [{ Condition: 'B' }] }, B: { Condition: 'C' } };
    expect(decision({ Condition: 'A' }, ring)).toBe('wrong-type');
  });

  test('in a chain without end', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, i) => [`C${i}`, { Condition: `C${i + 1}` }]),
    );
    expect(decision({ Condition: 'C0' }, { ...chain, C2000: yes })).toBe('wrong-type');
  });

  test('what made one undecidable is shown beside it', () => {
    const read = cidrOf({ 'Fn::If': ['C', 'a', 'b'] }, { Parameters, Conditions: { C: unsure } });
    expect(read.diagnostics[0]!.related?.map(({ message }) => message)).toEqual([
      "parameter 'Unset' has no value",
    ]);
    expect(read.diagnostics[0]!.suggestion).toContain('--parameter Unset=VALUE');
  });
});

describe('resources with a condition', () => {
  const Conditions = { Yes: yes, No: no, Unsure: unsure };
  const out = (Condition: unknown) => ({
    Type: 'AWS::EC2::SecurityGroupIngress',
    Condition,
    Properties: { GroupId: { Ref: 'Web' }, IpProtocol: '-1', CidrIp: '10.0.0.0/8' },
  });
  const read = (condition: unknown) =>
    reading(template({ Web: group(), Rule: out(condition) }, { Conditions, Parameters }));

  test('that holds are made', () => {
    expectNothingSaid(read('Yes'));
    expect(ingressOf(read('Yes'), 'Web')).toEqual(['all 10.0.0.0/8']);
  });

  test('that does not hold are absent, without a word', () => {
    expectNothingSaid(read('No'));
    expect(ingressOf(read('No'), 'Web')).toEqual([]);
  });

  test('that cannot be decided are absent, with a warning', () => {
    expectDiagnostic(read('Unsure'), 'unknown-value', '"Unsure"', "whether 'Rule' is created is not known");
    expect(ingressOf(read('Unsure'), 'Web')).toEqual([]);
  });

  test.each<[condition: unknown, code: string]>([
    ['Nowhere', 'unknown-reference'],
    [true, 'unknown-reference'],
    [1, 'wrong-type'],
    [{ 'Fn::Equals': ['a', 'a'] }, 'wrong-type'],
    [null, 'wrong-type'],
  ])('that is wrong are absent: %j', (condition, code) => {
    expect(codesOf(read(condition))).toEqual([code]);
    expect(ingressOf(read(condition), 'Web')).toEqual([]);
  });

  test('a group that is absent is no peer and gets no rules', () => {
    const rule = { IpProtocol: '-1', SourceSecurityGroupId: { Ref: 'Db' } };
    const found = reading(
      template({ ...webWith(rule), Db: group({}, { Condition: 'No' }) }, { Conditions, Parameters }),
    );
    expectDiagnostic(found, 'unknown-value', '"Db"', "resource 'Db' is not created");
    expect(ingressOf(found, 'Web')).toEqual(["all absent:resource 'Db'"]);
    expect(found.definition.groups.map(({ id }) => id)).toEqual(['Web']);
  });

  test('an undecidable group is absent, and everybody who refers to it is told', () => {
    const rule = { IpProtocol: '-1', SourceSecurityGroupId: { 'Fn::GetAtt': ['Db', 'GroupId'] } };
    const found = reading(
      template({ ...webWith(rule), Db: group({}, { Condition: 'Unsure' }) }, { Conditions, Parameters }),
    );
    expect(codesOf(found)).toEqual(['unknown-value', 'unknown-value']);
    expect(found.definition.groups.map(({ id }) => id)).toEqual(['Web']);
  });
});

describe('rules with a condition', () => {
  const Conditions = { Yes: yes, No: no, Unsure: unsure };
  const rule = (port: number) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, CidrIp: '10.0.0.0/8' });
  const none = { Ref: 'AWS::NoValue' };
  const read = (egress: unknown) =>
    reading(template({ Web: group({ SecurityGroupEgress: egress }) }, { Conditions, Parameters }));

  test.each<[egress: unknown, expected: readonly string[]]>([
    [
      [rule(1), { 'Fn::If': ['Yes', rule(2), none] }],
      ['tcp/1 10.0.0.0/8', 'tcp/2 10.0.0.0/8'],
    ],
    [[rule(1), { 'Fn::If': ['No', rule(2), none] }], ['tcp/1 10.0.0.0/8']],
    [{ 'Fn::If': ['Yes', [rule(1)], none] }, ['tcp/1 10.0.0.0/8']],
    [{ 'Fn::If': ['No', [rule(1)], none] }, everythingOut],
  ])('%j', (egress, expected) => {
    expectNothingSaid(read(egress));
    expect(egressOf(read(egress), 'Web')).toEqual(expected);
  });

  test('an undecidable rule is left out, and the others stay', () => {
    const found = read([rule(1), { 'Fn::If': ['Unsure', rule(2), none] }]);
    expect(said(found)).toHaveLength(1);
    expect(egressOf(found, 'Web')).toEqual(['tcp/1 10.0.0.0/8']);
  });

  test('an undecidable list lets nothing out', () => {
    expect(egressOf(read({ 'Fn::If': ['Unsure', [rule(1)], none] }), 'Web')).toEqual([]);
  });

  test('places lie within the branch that was taken', () => {
    const wrong = { ...rule(1), CidrIp: '10.0.0.0' };
    expectDiagnostic(read([{ 'Fn::If': ['Yes', wrong, none] }]), 'invalid-address', '"10.0.0.0"');
  });
});
