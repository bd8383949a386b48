import { group, type Spec } from './plans.js';

export const web = group('sg-1');

/** An instance `i-1` with its interface `eni-1`, which carries the group `sg-1`. */
export const instance = (values: object, more: Partial<Spec> = {}): Spec => ({
  type: 'aws_instance',
  name: 'web',
  values: {
    ...{ id: 'i-1', primary_network_interface_id: 'eni-1', private_ip: '10.0.0.5', public_ip: '203.0.113.5' },
    ...{
      vpc_security_group_ids: ['sg-1'],
      security_groups: [],
      network_interface: [],
      tags: { Name: 'web server' },
    },
    ...values,
  },
  ...more,
});

/** An interface `eni-2` of its own, which carries the group `sg-2`. */
export const eni = (values: object, more: Partial<Spec> = {}): Spec => ({
  type: 'aws_network_interface',
  name: 'second',
  values: {
    id: 'eni-2',
    private_ips: ['10.0.1.5'],
    private_ip: '10.0.1.5',
    security_groups: ['sg-2'],
    attachment: [],
    ...values,
  },
  ...more,
});
