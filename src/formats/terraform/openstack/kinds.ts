import type { Accept } from '../links.js';

export const GROUP_TYPE = 'openstack_networking_secgroup_v2';
/** Nova's own resource for a group, which it makes in Neutron. */
export const COMPUTE_GROUP_TYPE = 'openstack_compute_secgroup_v2';
export const RULE_TYPE = 'openstack_networking_secgroup_rule_v2';
export const PORT_TYPE = 'openstack_networking_port_v2';
export const INSTANCE_TYPE = 'openstack_compute_instance_v2';
export const ATTACHMENT_TYPE = 'openstack_compute_interface_attach_v2';
export const ASSOCIATION_TYPE = 'openstack_networking_port_secgroup_associate_v2';
export const ADDRESS_GROUP_TYPE = 'openstack_networking_address_group_v2';

const groupTypes: ReadonlySet<string> = new Set([GROUP_TYPE, COMPUTE_GROUP_TYPE]);

export const neutronGroupId: Accept = ({ type }, attribute) => groupTypes.has(type) && isId(attribute);

/** Servers name groups by their names, and take ids too. */
export const neutronGroupName: Accept = ({ type }, attribute) =>
  groupTypes.has(type) && (isId(attribute) || attribute === 'name');

export const addressGroupId: Accept = ({ type }, attribute) => type === ADDRESS_GROUP_TYPE && isId(attribute);

export const portId: Accept = ({ type }, attribute) => type === PORT_TYPE && isId(attribute);

export const serverId: Accept = ({ type }, attribute) => type === INSTANCE_TYPE && isId(attribute);

function isId(attribute: string | undefined): boolean {
  return attribute === undefined || attribute === 'id';
}
