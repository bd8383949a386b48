import type { Direction } from '../../definition/model.js';

/** Under which keys the rules of a direction name their peers. */
export interface PeerKeys {
  readonly group: string;
  readonly list: string;
  /** Only ingress rules can name a group so, and say whose it is. */
  readonly groupName?: string;
  readonly owner?: string;
}

export const peerKeys: { readonly [D in Direction]: PeerKeys } = {
  ingress: {
    group: 'SourceSecurityGroupId',
    list: 'SourcePrefixListId',
    groupName: 'SourceSecurityGroupName',
    owner: 'SourceSecurityGroupOwnerId',
  },
  egress: { group: 'DestinationSecurityGroupId', list: 'DestinationPrefixListId' },
};

const common = ['IpProtocol', 'FromPort', 'ToPort', 'CidrIp', 'CidrIpv6', 'Description'] as const;

/** Everything that a rule can say. */
export const ruleKeys: { readonly [D in Direction]: readonly string[] } = {
  ingress: [...common, ...Object.values(peerKeys.ingress)],
  egress: [...common, ...Object.values(peerKeys.egress)],
};

/** Which group a rule that stands alone belongs to. */
export const targetKeys: { readonly [D in Direction]: readonly string[] } = {
  ingress: ['GroupId', 'GroupName'],
  egress: ['GroupId'],
};
