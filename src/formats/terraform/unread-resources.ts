import type { Report } from '../../diagnostics/diagnostic.js';
import { reportUnread, type UnreadKind } from '../shared/unread.js';
import type { Found } from './plan-context.js';

const groups: UnreadKind = {
  code: 'unread-resources',
  one: 'is not read: its groups and rules are missing here',
  several: 'are not read: their groups and rules are missing here',
};

const awsGroups: UnreadKind = { ...groups, suggestion: 'add the output of aws ec2 describe-security-groups' };

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
  suggestion: 'add what runs instead: the interfaces and instances that AWS describes',
};

const stacks: UnreadKind = {
  code: 'unread-resources',
  one: 'is not read: groups, rules and hosts in its template are missing here',
  several: 'are not read: groups, rules and hosts in their templates are missing here',
  suggestion: 'read its template too: name its file beside this one',
};

const exclusive: UnreadKind = {
  code: 'unread-resources',
  one: 'is not read: rules that it removes are still there here',
  several: 'are not read: rules that they remove are still there here',
  suggestion: 'check what is left after apply: aws ec2 describe-security-groups',
};

const associations: UnreadKind = {
  code: 'unread-resources',
  one: 'is not read: what carries the group in another VPC is known here only if it is in the input',
  several: 'are not read: what carries the groups in other VPCs is known here only if it is in the input',
  suggestion: 'add the output of aws ec2 describe-network-interfaces',
};

const kinds: readonly (readonly [RegExp, UnreadKind])[] = [
  [/^awscc_ec2_(?:security_group|security_group_ingress|security_group_egress|prefix_list)$/, awsGroups],
  [/^awscc_ec2_(?:instance|network_interface|network_interface_attachment)$/, hosts],
  [
    /^aws_(?:launch_template|launch_configuration|spot_instance_request|spot_fleet_request|ec2_fleet)$|^awscc_(?:ec2_(?:launch_template|ec2_fleet|spot_fleet)|autoscaling_launch_configuration)$/,
    launched,
  ],
  [
    /^aws_cloudformation_stack(?:_set|_set_instance|_instances)?$|^awscc_cloudformation_stack(?:_set)?$|^aws_serverlessapplicationrepository_cloudformation_stack$|^openstack_orchestration_stack_v1$/,
    stacks,
  ],
  [/^aws_vpc_security_group_rules_exclusive$/, exclusive],
  [/^aws_vpc_security_group_vpc_association$|^awscc_ec2_security_group_vpc_association$/, associations],
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
    /^(?:alicloud|tencentcloud|huaweicloud|opentelekomcloud|flexibleengine|sbercloud|vkcs|stackit|yandex|cloudstack|outscale|ncloud|volcengine)_\w*(?:security_group|secgroup)\w*$/,
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
