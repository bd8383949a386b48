import { describe, expect, it } from 'vitest';
import { eni, groups, interfaces } from './hosts.js';
import {
  carriedBy,
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  group,
  groupOf,
  ingressOf,
  permission,
  reading,
} from './reading.js';

describe('the groups an interface carries', () => {
  it('are known by id, whatever name stands beside it', () => {
    const read = reading({
      'n.json': interfaces(eni('eni-1', '10.0.0.1', [], { Groups: [{ GroupId: 'sg-1', GroupName: 'old' }] })),
      'g.json': groups,
    });
    expectNothingSaid(read);
    expect(carriedBy(read, 'eni-1')).toEqual(['sg-1']);
  });

  it('are known by name only where there is no id', () => {
    const named = (GroupName: string): object => eni('eni-1', '10.0.0.1', [], { Groups: [{ GroupName }] });
    const read = reading({ 'n.json': interfaces(named('name of 2')), 'g.json': groups });
    expectNothingSaid(read);
    expect(carriedBy(read, 'eni-1')).toEqual(['sg-2']);
    expect(codesOf(reading({ 'n.json': interfaces(named('none')), 'g.json': groups }))).toContain(
      'unknown-group',
    );
  });

  it('fact 14: that no output describes let nothing through, with one warning', () => {
    const read = reading({
      'n.json': interfaces(eni('eni-1', '10.0.0.1', ['sg-9']), eni('eni-2', '10.0.0.2', ['sg-9'])),
    });
    expectDiagnostic(read, 'unresolved-group', '"sg-9"', 'none of its rules');
    expect(carriedBy(read, 'eni-1')).toEqual(['sg-9']);
    expect(groupOf(read, 'sg-9')).toMatchObject({ ingress: [], egress: [] });
  });

  it('fact 12: have members even where no output describes them', () => {
    const pair = permission('tcp', 22, 22, { UserIdGroupPairs: [{ GroupId: 'sg-9' }] });
    const files = { 'g.json': { SecurityGroups: [group('sg-1', [pair])] } };
    const read = reading({ ...files, 'n.json': interfaces(eni('eni-1', '10.0.0.1', ['sg-9'])) });
    expect(codesOf(read)).toEqual(['unresolved-group']);
    expect(ingressOf(read)).toEqual(['tcp/22 group:sg-9']);
  });

  it.each([{ Groups: [] }, { Groups: undefined }])(
    'may be none, which never comes to mean `default`: %j',
    (more) => {
      const read = reading({ 'n.json': interfaces(eni('eni-1', '10.0.0.1', [], more)), 'g.json': groups });
      expectDiagnostic(read, 'interface-without-groups', '"eni-1"');
      const [carried] = carriedBy(read, 'eni-1');
      expect(groupOf(read, carried!)).toMatchObject({ ingress: [], egress: [] });
    },
  );
});
