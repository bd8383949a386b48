import { describe, expect, it } from 'vitest';
import { eni, instance, web } from './hosts.js';
import { group, newGroup, rule, type Spec, state } from './plans.js';
import {
  addressesOf,
  carriedBy,
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  hostOf,
  inPlan,
  inState,
  reading,
} from './reading.js';

describe('an instance', () => {
  it('is a host of the cloud, with its primary interface', () => {
    const found = inState(web, instance({}));
    expect(hostOf(found, 'i-1')).toMatchObject({ name: 'web server', cloud: true });
    expect(carriedBy(found, 'eni-1')).toEqual(['sg-1']);
    expectNothingSaid(found);
  });

  it('has secondary and IPv6 addresses (fact 12), and never public ones (fact 29)', () => {
    const found = inState(
      web,
      instance({ secondary_private_ips: ['10.0.0.6'], ipv6_addresses: ['2001:db8::5'] }),
    );
    expect(addressesOf(found, 'eni-1')).toEqual(['10.0.0.5-10.0.0.6', '2001:db8::5']);
  });

  it('has a list of groups that is not that of its other interfaces (facts 2 and 29)', () => {
    const attached = eni({ attachment: [{ instance: 'i-1', device_index: 1, attachment_id: 'a' }] });
    const found = inState(web, group('sg-2'), instance({}), attached);
    expect(hostOf(found, 'i-1').interfaces.map(({ id }) => id)).toEqual(['eni-1', 'eni-2']);
    expect([carriedBy(found, 'eni-1'), carriedBy(found, 'eni-2')]).toEqual([['sg-1'], ['sg-2']]);
  });

  it('says nothing of a primary interface that is a resource of its own', () => {
    const own = eni({ id: 'eni-1', security_groups: ['sg-2'] }, { name: 'first' });
    const found = inState(
      web,
      group('sg-2'),
      own,
      instance({ network_interface: [{ device_index: 0, network_interface_id: 'eni-1' }] }),
    );
    expect(hostOf(found, 'i-1').interfaces.map(({ id }) => id)).toEqual(['eni-1']);
    expect(carriedBy(found, 'eni-1')).toEqual(['sg-2']);
  });

  it('is not there when it is gone', () => {
    expect(inState(instance({ instance_state: 'terminated' })).definition.hosts).toEqual([]);
  });

  it('names groups by their names where there are no ids', () => {
    const found = inState(web, instance({ vpc_security_group_ids: [], security_groups: ['1'] }));
    expect(carriedBy(found, 'eni-1')).toEqual(['sg-1']);
    const other = inState(web, instance({ vpc_security_group_ids: [], security_groups: ['gone'] }));
    expect(codesOf(other)).toEqual(['unresolved-group', 'interface-without-groups']);
  });

  it('carries a group that the input does not describe, which lets nothing through', () => {
    const found = inState(instance({}));
    expectDiagnostic(found, 'unresolved-group', '"sg-1"');
    expect(found.definition.groups).toMatchObject([{ id: 'sg-1', ingress: [], egress: [] }]);
  });

  it('that carries none lets nothing through', () => {
    const found = inState(instance({ vpc_security_group_ids: [] }));
    expect(carriedBy(found, 'eni-1')).toEqual(['terraform/no-group']);
    expect(codesOf(found)).toEqual(['interface-without-groups']);
  });
});

it('data sources are hosts where they carry values', () => {
  const data: Spec = {
    ...instance({ network_interface_id: 'eni-1', primary_network_interface_id: null }),
    mode: 'data',
  };
  const found = inState(web, data);
  expect(carriedBy(found, 'eni-1')).toEqual(['sg-1']);
  const twice = inState(web, data, instance({}));
  expect(twice.definition.hosts).toHaveLength(1);
  expectNothingSaid(twice);
});

it('an instance in two states is a duplicate', () => {
  const found = reading({ 'a.json': state([web, instance({})]), 'b.json': state([instance({})]) });
  expect(codesOf(found)).toEqual(['duplicate']);
});

describe('what else carries a group that rules refer to is told', () => {
  const fromLb = rule('one', { security_group_id: 'sg-1', source_security_group_id: 'sg-2' });
  const of = (type: string, values: object, more: Partial<Spec> = {}): Spec => ({
    type,
    name: 'x',
    values: { ...values },
    ...more,
  });

  it.each([
    of('aws_lb', { security_groups: ['sg-2'] }),
    of('aws_lambda_function', { vpc_config: [{ security_group_ids: ['sg-2'] }] }),
    of(
      'aws_db_instance',
      {},
      {
        unknown: { vpc_security_group_ids: true },
        written: { vpc_security_group_ids: ['aws_security_group.2.id', 'aws_security_group.new.id'] },
      },
    ),
  ])('$type', (other) => {
    const found = inPlan(web, group('sg-2'), newGroup('new'), fromLb, other);
    expectDiagnostic(found, 'unknown-value', `"${other.type}.x"`, "which carries group '2'");
    expect(found.diagnostics).toHaveLength(1);
  });

  it.each([
    of('aws_lb', { security_groups: ['sg-1'] }),
    of('aws_lb', { security_groups: true }),
    of('google_lb', { security_groups: ['sg-2'] }),
    of('aws_route', {}),
  ])('but nothing of %j', (other) => {
    expectNothingSaid(inPlan(web, group('sg-2'), fromLb, other));
  });
});
