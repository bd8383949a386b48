import { describe, expect, it } from 'vitest';
import { group, rule, type Spec } from './plans.js';
import { addressesInWords, codesOf, expectNothingSaid, ingressOf, inPlan, inState } from './reading.js';

describe('prefix lists', () => {
  const list = (more: Partial<Spec> = {}): Spec => ({
    type: 'aws_ec2_managed_prefix_list',
    name: 'office',
    values: {
      id: 'pl-1',
      name: 'office',
      address_family: 'IPv4',
      max_entries: 5,
      entry: [{ cidr: '192.0.2.0/24', description: '' }],
    },
    ...more,
  });
  const entry = (name: string, values: object, more: Partial<Spec> = {}): Spec => ({
    type: 'aws_ec2_managed_prefix_list_entry',
    name,
    values: { ...values },
    ...more,
  });

  it('have entries inline and on their own', () => {
    const found = inState(list(), entry('a', { prefix_list_id: 'pl-1', cidr: '198.51.100.0/24' }));
    const [only] = found.definition.prefixLists;
    expect(only).toMatchObject({ id: 'pl-1', name: 'office', maxEntries: 5 });
    expect(addressesInWords(only!.addresses)).toEqual(['192.0.2.0/24', '198.51.100.0/24']);
  });

  it('that a plan makes are found through the configuration (fact 31)', () => {
    const made = list({
      values: { name: 'office', address_family: 'IPv4' },
      unknown: { id: true, entry: true },
    });
    const one = entry(
      'a',
      { cidr: '198.51.100.0/24' },
      {
        unknown: { id: true, prefix_list_id: true },
        written: { prefix_list_id: 'aws_ec2_managed_prefix_list.office.id' },
      },
    );
    const user = rule(
      'one',
      { security_group_id: 'sg-1' },
      {
        unknown: { prefix_list_ids: true },
        written: { prefix_list_ids: ['aws_ec2_managed_prefix_list.office.id'] },
      },
    );
    const { prefix_list_ids: _, ...values } = user.values!;
    const found = inPlan(made, one, group('sg-1'), { ...user, values });
    expect(ingressOf(found)).toEqual(['tcp/22 list:aws_ec2_managed_prefix_list.office']);
    expect(addressesInWords(found.definition.prefixLists[0]!.addresses)).toEqual(['198.51.100.0/24']);
    expectNothingSaid(found);
  });

  it('of data sources are known if their entries are', () => {
    const data = (values: object): Spec => ({
      type: 'aws_ec2_managed_prefix_list',
      mode: 'data',
      name: 's3',
      values: { id: 'pl-1', ...values },
    });
    const user = rule('one', { security_group_id: 'sg-1', prefix_list_ids: ['pl-1'] });
    expect(ingressOf(inState(group('sg-1'), user, data({ entries: [{ cidr: '192.0.2.0/24' }] })))).toEqual([
      'tcp/22 list:pl-1',
    ]);
    const without = inState(group('sg-1'), user, data({}));
    expect(ingressOf(without)).toEqual(['tcp/22 absent:pl-1']);
    expect(codesOf(without)).toEqual(['unresolved-list']);
  });

  it('hold one family (fact 15)', () => {
    const found = inState(
      list({ values: { id: 'pl-1', address_family: 'IPv4', entry: [{ cidr: '2001:db8::/32' }] } }),
    );
    expect(codesOf(found)).toEqual(['family-mismatch']);
  });
});
