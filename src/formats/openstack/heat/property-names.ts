import { didYouMean } from '../../../diagnostics/similar-names.js';
import { onKey } from '../../../diagnostics/source.js';
import type { Item } from '../../shared/item.js';

/** Properties of OS::Neutron::SecurityGroup. */
export const groupProperties: readonly string[] = [
  'name',
  'description',
  'rules',
  'stateful',
  'tags',
  'value_specs',
];

/** Properties of OS::Neutron::Port. */
export const portProperties: readonly string[] = [
  ...['name', 'network', 'network_id', 'fixed_ips', 'no_fixed_ips', 'security_groups', 'mac_address', 'tags'],
  ...['admin_state_up', 'device_id', 'device_owner', 'allowed_address_pairs', 'port_security_enabled'],
  ...['qos_policy', 'value_specs', 'replacement_policy', 'binding:vnic_type', 'dns_name', 'hints'],
  ...['propagate_uplink_status', 'trusted', 'description'],
];

/** Properties of OS::Nova::Server. */
export const serverProperties: readonly string[] = [
  ...['name', 'networks', 'security_groups', 'image', 'flavor', 'key_name', 'metadata', 'user_data', 'tags'],
  ...['user_data_format', 'user_data_update_policy', 'availability_zone', 'scheduler_hints', 'config_drive'],
  ...['block_device_mapping', 'block_device_mapping_v2', 'flavor_update_policy', 'image_update_policy'],
  ...['admin_user', 'admin_pass', 'reservation_id', 'diskConfig', 'personality', 'software_config_transport'],
  ...['deployment_swift_data', 'hostname'],
];

/** Whether all properties are known; what one means that is misspelt would be lost, and a default hold in its place. */
export function areKnown(properties: Item, names: readonly string[]): boolean {
  const unknown = Object.keys(properties.fields).filter((key) => !names.includes(key));
  for (const key of unknown) {
    const problem = `'${key}' is not a known property`;
    properties.report(
      'ignored-value',
      onKey(properties.at(key)),
      { problem },
      { suggestion: didYouMean(key, names) },
    );
  }
  return unknown.length === 0;
}
