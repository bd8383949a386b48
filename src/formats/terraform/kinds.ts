import { plainAddress } from './address.js';
import type { Accept } from './links.js';
import type { Resource } from './resource.js';

export const ENTRY_TYPE = 'aws_ec2_managed_prefix_list_entry';

const groupTypes: ReadonlySet<string> = new Set(['aws_security_group', 'aws_default_security_group']);

export function isGroup({ type }: Resource): boolean {
  return groupTypes.has(type);
}

export const groupId: Accept = (resource, attribute) => isGroup(resource) && isId(attribute);

export const listId: Accept = ({ type }, attribute) =>
  type === 'aws_ec2_managed_prefix_list' && isId(attribute);

export const instanceId: Accept = ({ type }, attribute) => type === 'aws_instance' && isId(attribute);

/** An interface, or the primary one of an instance. */
export const interfaceId: Accept = ({ type }, attribute) =>
  type === 'aws_network_interface'
    ? isId(attribute)
    : type === 'aws_instance' && (attribute === undefined || attribute === 'primary_network_interface_id');

/** Terraform 0.12 tells no attribute; these places take nothing but ids. */
function isId(attribute: string | undefined): boolean {
  return attribute === undefined || attribute === 'id';
}

/** What a resource is called here: its id, or what stands for it while that is not known. */
export function idOf({ values, standIn }: Resource): string {
  return knownId(values.fields.id) ?? standIn;
}

/** The same for what becomes the name of a file. */
export function plainIdOf({ values, address }: Resource): string {
  return knownId(values.fields.id) ?? plainAddress(address);
}

function knownId(id: unknown): string | undefined {
  return typeof id === 'string' && id !== '' ? id : undefined;
}
