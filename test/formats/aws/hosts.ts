import { group } from './reading.js';

/** The output of `describe-security-groups`, with three groups. */
export const groups = { SecurityGroups: ['sg-1', 'sg-2', 'sg-3'].map((id) => group(id)) };

/** The output of `describe-instances`. */
export const instances = (...Instances: readonly unknown[]): object => ({
  Reservations: [{ Groups: [], Instances }],
});

/** The output of `describe-network-interfaces`. */
export const interfaces = (...items: readonly unknown[]): object => ({ NetworkInterfaces: items });

export function instance(id: string, more: object = {}): object {
  return {
    InstanceId: id,
    State: { Code: 16, Name: 'running' },
    PrivateIpAddress: '10.0.0.1',
    PublicIpAddress: '198.51.100.1',
    SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'name of 1' }],
    Tags: [{ Key: 'Name', Value: 'web' }],
    ...more,
  };
}

export function eni(id: string, address: string, carried: readonly string[], more: object = {}): object {
  return {
    NetworkInterfaceId: id,
    Description: '',
    Groups: carried.map((GroupId) => ({ GroupId, GroupName: `name of ${GroupId.slice(3)}` })),
    PrivateIpAddress: address,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: address }],
    Ipv6Addresses: [],
    TagSet: [],
    ...more,
  };
}

export function attachedTo(InstanceId: string, DeviceIndex: number, Status = 'attached'): object {
  return { Attachment: { InstanceId, DeviceIndex, Status } };
}
