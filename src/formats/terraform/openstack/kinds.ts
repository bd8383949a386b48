import type { Accept } from '../links.js';

export const GROUP_TYPE = 'openstack_networking_secgroup_v2';
export const RULE_TYPE = 'openstack_networking_secgroup_rule_v2';
export const PORT_TYPE = 'openstack_networking_port_v2';
export const ADDRESS_GROUP_TYPE = 'openstack_networking_address_group_v2';

export const neutronGroupId: Accept = ({ type }, attribute) =>
  type === GROUP_TYPE && (attribute === undefined || attribute === 'id');

export const addressGroupId: Accept = ({ type }, attribute) =>
  type === ADDRESS_GROUP_TYPE && (attribute === undefined || attribute === 'id');
