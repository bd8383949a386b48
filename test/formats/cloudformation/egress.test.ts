import { describe, expect, test } from 'vitest';
import {
  codesOf,
  egressOf,
  expectDiagnostic,
  expectNothingSaid,
  groupOf,
  ingressOf,
} from '../aws/reading.js';
import { anywhere, everythingOut, group, reading, said, template } from './reading.js';

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
