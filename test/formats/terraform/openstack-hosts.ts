import type { Spec } from './plans.js';

export const secgroup = (id: string, values: object = {}, more: Partial<Spec> = {}): Spec => ({
  type: 'openstack_networking_secgroup_v2',
  name: id,
  values: { id, name: id, description: '', delete_default_rules: true, stateful: true, ...values },
  ...more,
});

export const compute = (rules: readonly object[], values: object = {}, more: Partial<Spec> = {}): Spec => ({
  type: 'openstack_compute_secgroup_v2',
  name: 'web',
  values: {
    id: 'web-id',
    name: 'web',
    description: '',
    region: 'r',
    rule: rules.map((one) => ({ ...empty, ...one })),
    ...values,
  },
  ...more,
});

/** A rule block as the provider keeps it. */
const empty = {
  id: 'r1',
  from_port: 22,
  to_port: 22,
  ip_protocol: 'tcp',
  cidr: '',
  from_group_id: '',
  self: false,
};

export const port = (values: object, more: Partial<Spec> = {}): Spec => ({
  type: 'openstack_networking_port_v2',
  name: 'eth',
  values: {
    id: 'p1',
    name: 'eth',
    device_id: '',
    security_group_ids: ['db'],
    all_fixed_ips: ['10.0.0.9'],
    ...values,
  },
  ...more,
});

export const network = {
  uuid: 'n1',
  name: 'net',
  port: '',
  fixed_ip_v4: '10.0.0.5',
  fixed_ip_v6: '',
  access_network: false,
  mac: 'm',
};

export const server = (values: object, more: Partial<Spec> = {}): Spec => ({
  type: 'openstack_compute_instance_v2',
  name: 'front',
  values: {
    id: 's1',
    name: 'front',
    security_groups: ['web'],
    network: [network],
    access_ip_v4: '198.51.100.7',
    ...values,
  },
  ...more,
});
