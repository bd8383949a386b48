import { describe, expect, it } from 'vitest';
import { eni, instance, web } from './hosts.js';
import { group, type Spec } from './plans.js';
import { addressesOf, carriedBy, expectNothingSaid, hostOf, inPlan, inState } from './reading.js';

describe('an interface', () => {
  it('without an instance is a host of its own (fact 29)', () => {
    const found = inState(group('sg-2'), eni({}));
    expect(hostOf(found, 'eni-2').interfaces).toHaveLength(1);
    expectNothingSaid(found);
  });

  it('has delegated prefixes (fact 12)', () => {
    const found = inState(
      group('sg-2'),
      eni({ ipv4_prefixes: ['10.0.2.0/28'], ipv6_addresses: ['2001:db8::5'] }),
    );
    expect(addressesOf(found, 'eni-2')).toEqual(['10.0.1.5', '10.0.2.0/28', '2001:db8::5']);
  });

  it('is attached by a resource of its own', () => {
    const attachment: Spec = {
      type: 'aws_network_interface_attachment',
      name: 'a',
      values: { instance_id: 'i-1', network_interface_id: 'eni-2', device_index: 1 },
    };
    const found = inState(web, group('sg-2'), instance({}), eni({}), attachment);
    expect(hostOf(found, 'i-1').interfaces.map(({ id }) => id)).toEqual(['eni-1', 'eni-2']);
  });

  it('carries groups that are attached to it, each once', () => {
    const attachment = (id: string, at: string): Spec => ({
      type: 'aws_network_interface_sg_attachment',
      name: `${id}${at}`,
      values: { security_group_id: id, network_interface_id: at },
    });
    const found = inState(
      web,
      group('sg-2'),
      group('sg-3'),
      instance({}),
      eni({}),
      attachment('sg-3', 'eni-1'),
      attachment('sg-3', 'eni-2'),
      attachment('sg-2', 'eni-2'),
    );
    expect([carriedBy(found, 'eni-1'), carriedBy(found, 'eni-2')]).toEqual([
      ['sg-1', 'sg-3'],
      ['sg-2', 'sg-3'],
    ]);
  });

  it('carries a group that is attached to the instance that it stands for', () => {
    const attachment: Spec = {
      type: 'aws_network_interface_sg_attachment',
      name: 'a',
      values: { security_group_id: 'sg-1' },
      unknown: { network_interface_id: true },
      written: { network_interface_id: 'aws_instance.web.primary_network_interface_id' },
    };
    const one = instance(
      {},
      {
        values: { private_ip: '10.0.0.5', vpc_security_group_ids: ['sg-2'] },
        unknown: { id: true, primary_network_interface_id: true },
        written: { vpc_security_group_ids: { constant_value: ['sg-2'] } },
      },
    );
    const found = inPlan(web, group('sg-2'), one, attachment);
    expect(carriedBy(found, 'aws_instance.web')).toEqual(['sg-2', 'sg-1']);
    expectNothingSaid(found);
  });

  it('loses a group with the attachment that the plan destroys', () => {
    const values = { security_group_id: 'sg-2', network_interface_id: 'eni-2' };
    const attachment: Spec = {
      type: 'aws_network_interface_sg_attachment',
      name: 'a',
      values,
      before: values,
      actions: ['delete'],
    };
    const found = inPlan(web, group('sg-2'), eni({ security_groups: ['sg-1', 'sg-2'] }), attachment);
    expect(carriedBy(found, 'eni-2')).toEqual(['sg-1']);
  });
});
