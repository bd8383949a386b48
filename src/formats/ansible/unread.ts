import type { Report } from '../../diagnostics/diagnostic.js';
import { onKey } from '../../diagnostics/source.js';
import type { Item } from '../shared/item.js';
import { reportUnread, type Unread, type UnreadKind } from '../shared/unread.js';
import { calledModules } from './modules.js';

const asked = 'give what the cloud has then, as its command line prints it in JSON';

const groups: UnreadKind = {
  code: 'unread-resources',
  one: 'is not read: its groups and rules are missing here',
  several: 'are not read: their groups and rules are missing here',
  suggestion: asked,
};

const hosts: UnreadKind = {
  code: 'unread-resources',
  one: 'is not read: the hosts that it makes are missing here',
  several: 'are not read: the hosts that they make are missing here',
  suggestion: `write the hosts in a file beside it, or ${asked}`,
};

const networks: UnreadKind = {
  code: 'unread-resources',
  one: 'is not read: what the network itself filters is missing here',
  several: 'are not read: what the networks themselves filter is missing here',
  suggestion: asked,
};

const carriers: UnreadKind = {
  code: 'unread-resources',
  one: 'carries security groups and is not read: it is missing here as a member of them',
  several: 'carry security groups and are not read: they are missing here as members of them',
  suggestion: asked,
};

const AWS = '(?:(?:amazon|community)\\.aws\\.)';
const OPENSTACK = '(?:openstack\\.cloud\\.(?:os_)?|os_)';

const kinds: readonly (readonly [RegExp, UnreadKind])[] = [
  [new RegExp(`^${OPENSTACK}(?:security_group|security_group_rule|address_group)$`), groups],
  [/^(?:azure\.azcollection\.)?azure_rm_(?:securitygroup|applicationsecuritygroup|azurefirewall)$/, groups],
  [/^(?:google\.cloud\.)?gcp_compute_firewall$/, groups],
  [/^(?:community\.digitalocean\.)?digital_ocean_firewall$/, groups],
  [/^(?:hetzner\.hcloud\.firewall(?:_resource)?|(?:hetzner\.hcloud\.)?hcloud_firewall)$/, groups],
  [/^(?:vultr\.cloud\.)(?:firewall_group|firewall_rule)$|^linode\.cloud\.firewall$/, groups],
  [/^(?:community\.general\.)?scaleway_security_group(?:_rule)?$/, groups],
  [/^(?:ngine_io\.cloudstack\.)?cs_(?:securitygroup(?:_rule)?|firewall)$/, groups],
  [/^opentelekomcloud\.cloud\.security_group(?:_rule)?$|^(?:ali)?ali_security_group$/, groups],
  [
    new RegExp(`^${AWS}?(?:ec2_instance|ec2_eni|ec2|ec2_launch_template|ec2_spot_instance|ec2_lc|ec2_asg)$`),
    hosts,
  ],
  [new RegExp(`^${AWS}?autoscaling_(?:group|launch_config)$`), hosts],
  [new RegExp(`^${OPENSTACK}(?:server|port)$`), hosts],
  [/^(?:azure\.azcollection\.)?azure_rm_(?:virtualmachine|networkinterface)$/, hosts],
  [/^(?:google\.cloud\.)?gcp_compute_instance$/, hosts],
  [new RegExp(`^${AWS}?ec2_vpc_nacl$`), networks],
];

/** Arguments by which modules of AWS let what they make carry security groups. */
const CARRIES = /security_groups?(?:_ids?)?$/;

function kindOf(module: string, value: unknown): UnreadKind | undefined {
  const known = kinds.find(([pattern]) => pattern.test(module))?.[1];
  if (known || !new RegExp(`^${AWS}`).test(module) || /_(?:info|facts)$/.test(module)) return known;
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return keys.some((key) => CARRIES.test(key)) ? carriers : undefined;
}

/** Whether a task with this key is about groups of a firewall that are not read. */
export function isForeignGroup(module: string): boolean {
  return kinds.find(([pattern]) => pattern.test(module))?.[1] === groups;
}

/** Tells of tasks about groups, hosts or networks of other modules, once a module. */
export function reportUnreadTasks(tasks: readonly { readonly task: Item }[], report: Report): void {
  const found = new Map<string, UnreadKind>();
  const unread = tasks.flatMap(({ task }): readonly Unread[] =>
    calledModules(task).flatMap(({ key, module, value }) => {
      const kind = kindOf(module, value);
      if (kind === undefined) return [];
      found.set(module, kind);
      return [{ name: task.peek('name') ?? module, type: module, span: onKey(task.at(key)) }];
    }),
  );
  reportUnread(unread, (type) => found.get(type), report);
}
