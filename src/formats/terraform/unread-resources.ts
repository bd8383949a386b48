import type { Report } from '../../diagnostics/diagnostic.js';
import { reportUnread, type UnreadKind } from '../shared/unread.js';
import type { Found } from './world.js';

const groups: UnreadKind = {
  code: 'unread-resources',
  one: 'is not read: its groups and rules are missing here',
  several: 'are not read: their groups and rules are missing here',
};

const awsGroups: UnreadKind = { ...groups, suggestion: 'add what AWS has: aws ec2 describe-security-groups' };

const hosts: UnreadKind = {
  code: 'unread-resources',
  one: 'is not read: its interfaces are missing here, as hosts and as members of groups',
  several: 'are not read: their interfaces are missing here, as hosts and as members of groups',
  suggestion: 'add what the cloud has: its ports or interfaces, as its command line prints them in JSON',
};

const launched: UnreadKind = {
  code: 'unread-resources',
  one: 'is not read: the hosts that it makes are missing here',
  several: 'are not read: the hosts that they make are missing here',
  suggestion: 'read them where they run: their interfaces and instances, as AWS describes them',
};

const kinds: readonly (readonly [RegExp, UnreadKind])[] = [
  [/^awscc_ec2_(?:security_group|security_group_ingress|security_group_egress|prefix_list)$/, awsGroups],
  [/^awscc_ec2_(?:instance|network_interface|network_interface_attachment)$/, hosts],
  [
    /^aws_(?:launch_template|launch_configuration|spot_instance_request|spot_fleet_request|ec2_fleet)$/,
    launched,
  ],
  [/^openstack_(?:networking_address_group|fw_)\w*$/, groups],
  [/^openstack_compute_interface_attach_v2$|^openstack_networking_port_secgroup_associate_v2$/, hosts],
  [
    /^azurerm_(?:network|application)_security_(?:group|rule)$|^azurerm_(?:subnet|network_interface)_\w*security_group_association$/,
    groups,
  ],
  [/^azurerm_(?:linux_|windows_)?virtual_machine$|^azurerm_network_interface$/, hosts],
  [
    /^google_compute_(?:firewall|firewall_policy\w*|network_firewall_policy\w*|region_network_firewall_policy\w*)$/,
    groups,
  ],
  [/^google_compute_instance$/, hosts],
  [
    /^(?:alicloud|tencentcloud|huaweicloud|opentelekomcloud|outscale|ncloud|volcengine)_\w*(?:security_group|secgroup)\w*$/,
    groups,
  ],
  [
    /^(?:digitalocean|hcloud|linode|vultr|upcloud|civo|exoscale|scaleway|ibm_is|oci_core)_\w*(?:firewall|security_group|security_list)\w*$/,
    groups,
  ],
];

function unreadKindOf(type: string): UnreadKind | undefined {
  return kinds.find(([pattern]) => pattern.test(type))?.[1];
}

/** Tells of resources that hold groups, rules or hosts, or make hosts, and are not read: once a type. */
export function reportUnreadResources(found: readonly Found[], report: Report): void {
  const all = found.map(({ resource: { address, type, span } }) => ({ name: address, type, span }));
  reportUnread(
    all.filter(({ type }) => unreadKindOf(type)),
    unreadKindOf,
    report,
  );
}
