import type { Mapping } from './fields.js';

/** Files by name; every kind of text that a definition of the native language can hold. */
export const native: Mapping = {
  'd.yaml': {
    prefixLists: {
      office: ['192.0.2.0/24', '198.51.100.7-198.51.100.11', '2001:db8:7::/48'],
      partners: { file: 'partners.txt' },
    },
    services: { metrics: 'tcp/9100', cluster: ['tcp/7000-7003', 'udp/7000'] },
    groups: {
      web: {
        description: 'what everybody sees',
        tags: { owner: 'platform' },
        ingress: [
          { allow: ['http', 'icmp/echo-request'], from: 'anywhere', description: 'the site' },
          { allow: 'metrics', from: ['list:office', 'group:lb', 'my-ip'], description: 'figures' },
          { allow: 'tcp/22', from: ['10.0.0.0/8', '2001:db8::/32', '10.9.0.1-10.9.0.3'] },
          { allow: 'udp/514', from: 'list:office' },
          { allow: 'tcp/8080', from: 'group:lb' },
          { allow: 'protocol/132', from: 'self' },
        ],
        egress: [
          { allow: ['udp/53', 'cluster'], to: ['list:partners', 'group:lb'], description: 'what it needs' },
          { allow: 'icmpv6/128', to: 'anywhere-ipv6' },
        ],
      },
      lb: { members: ['10.0.7.1', '2001:db8:9::7'] },
    },
    hosts: {
      'web-1': {
        description: 'the first of them',
        tags: { rack: 'r7' },
        interfaces: {
          eth0: { description: 'outside', addresses: ['10.0.0.9', '2001:db8::9'], groups: ['web'] },
          docker0: { trusted: true },
        },
        invalid: 'drop',
        forward: 'ignore',
        baseline: { cloud: false },
        log: { prefix: 'dropped: ', rate: 5 },
      },
    },
    defaults: { counters: true, output: 'drop', earlyDrop: false },
  },
};

/** What the file of `partners` holds. */
export const listFile =
  '# who we work with\n203.0.113.0/24\n203.0.113.64-203.0.113.99 # one of them\n2001:db8:8::/48\n';

const all = { IpProtocol: '-1', UserIdGroupPairs: [], PrefixListIds: [] };

/** Outputs of AWS by file, with every text that is read of them, and some that are not. */
export const aws: Mapping = {
  'groups.json': {
    SecurityGroups: [
      {
        GroupId: 'sg-01',
        GroupName: 'web',
        Description: 'what everybody sees',
        OwnerId: '111122223333',
        VpcId: 'vpc-1',
        Tags: [{ Key: 'Name', Value: 'web' }],
        IpPermissions: [
          {
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'inside' }],
            Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32', Description: 'inside too' }],
            PrefixListIds: [{ PrefixListId: 'pl-01', Description: 'office' }],
            UserIdGroupPairs: [
              { GroupId: 'sg-02', UserId: '111122223333', VpcId: 'vpc-1', Description: 'balancers' },
            ],
          },
          { IpProtocol: '47', IpRanges: [{ CidrIp: '10.8.0.0/16' }] },
        ],
        IpPermissionsEgress: [{ ...all, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'out' }] }],
      },
      { GroupId: 'sg-02', GroupName: 'lb', OwnerId: '111122223333', VpcId: 'vpc-1' },
    ].map((group) => ({ IpPermissions: [], IpPermissionsEgress: [], ...group })),
  },
  'rules.json': {
    SecurityGroupRules: [
      {
        SecurityGroupRuleId: 'sgr-01',
        GroupId: 'sg-03',
        GroupOwnerId: '111122223333',
        IsEgress: false,
        IpProtocol: 'udp',
        FromPort: 53,
        ToPort: 53,
        CidrIpv4: '10.0.0.0/8',
        Description: 'names',
        Tags: [{ Key: 'Name', Value: 'a rule' }],
      },
      {
        SecurityGroupRuleId: 'sgr-02',
        GroupId: 'sg-03',
        GroupOwnerId: '111122223333',
        IsEgress: false,
        IpProtocol: 'tcp',
        FromPort: 25,
        ToPort: 25,
        ReferencedGroupInfo: { GroupId: 'sg-02', UserId: '111122223333', VpcId: 'vpc-1' },
      },
    ],
  },
  'lists.json': {
    PrefixLists: [
      {
        PrefixListId: 'pl-01',
        PrefixListName: 'office',
        AddressFamily: 'IPv4',
        State: 'create-complete',
        MaxEntries: 10,
        Tags: [],
      },
    ],
  },
  'pl-01.json': { Entries: [{ Cidr: '192.0.2.0/24', Description: 'first line' }] },
  'instances.json': {
    Reservations: [
      {
        ReservationId: 'r-1',
        OwnerId: '111122223333',
        Instances: [
          {
            InstanceId: 'i-01',
            State: { Code: 16, Name: 'running' },
            VpcId: 'vpc-1',
            PrivateIpAddress: '10.0.0.9',
            Tags: [{ Key: 'Name', Value: 'web-1' }],
            SecurityGroups: [{ GroupId: 'sg-01', GroupName: 'web' }],
            NetworkInterfaces: [
              {
                NetworkInterfaceId: 'eni-01',
                Description: 'outside',
                Status: 'in-use',
                OwnerId: '111122223333',
                VpcId: 'vpc-1',
                PrivateIpAddress: '10.0.0.9',
                PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.0.9' }],
                Ipv6Addresses: [{ Ipv6Address: '2001:db8::9' }],
                Attachment: { AttachmentId: 'a-1', DeviceIndex: 0, Status: 'attached' },
                Groups: [
                  { GroupId: 'sg-01', GroupName: 'web' },
                  { GroupId: 'sg-03', GroupName: 'names' },
                ],
              },
            ],
          },
        ],
      },
    ],
  },
  'interfaces.json': {
    NetworkInterfaces: [
      {
        NetworkInterfaceId: 'eni-02',
        Description: 'balancer',
        Status: 'available',
        OwnerId: '111122223333',
        VpcId: 'vpc-1',
        PrivateIpAddress: '10.0.7.1',
        PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.7.1' }],
        Ipv6Addresses: [],
        TagSet: [{ Key: 'Name', Value: 'lb' }],
        Groups: [{ GroupId: 'sg-02', GroupName: 'lb' }],
      },
    ],
  },
};
